"""LSTM - Derivation of Back propagation through time, one cell by itself, GeeksforGeeks (2020)."""
from lstmcmp.symbols import total

BASE = "geeksforgeeks_2020_derivative"
READING = (
    "the text of 2020; time-one-cell: the page derives one time stamp, and the inputs of its cell are x_t, h_{t-1} and c_{t-1}: the latter two are given "
    "constants; every step here is such a cell by itself, and their gradients are added up; B8 is the derivative by the given c_{t-1}; "
    "delta-defined: E_delta = dE/dh_t as in B1, from outside, for the E that the reader chooses (B2 is judged in geeksforgeeks_2020); "
    "chain-final: of B5, B7 and B8 the second lines; B9-B20 as dE/do * (do/dw_xo) and so on, which their second forms write out; "
    "paren-factor: the open parentheses of B9-B17 close after sigmoid(z_k); bias-heading: B14, under the heading of the forget gate, is for b_f; "
    "w_hi, w_hg of F1, F2 are the whj, wg of F0"
)
_WORDS = "the derivation is for one given time stamp t; the cell's inputs at time t are x_t, h_{t-1}, c_{t-1}"
CUTS = {
    ("Z_g", "h_prev"): _WORDS, ("Z_j", "h_prev"): _WORDS, ("Z_f", "h_prev"): _WORDS, ("Z_o", "h_prev"): _WORDS, ("c_given", "c_prev"): _WORDS,
}
ASSUMES = {}                                     # h_{t-1} and c_{t-1} are given
MEANING = MEANING | dict(dE_dc_prev="c_given")  # noqa: F821
ERRATA = {}


def c_given(c_prev, x):
    "(ours) c_{t-1} as the cell is given it; 0 Σ x_t keeps its derivative in sight"
    return c_prev + 0 * total(x)


def c(c_given, forget_gate_out, input_gate_out):
    "(F5) c_t = (c_{t-1} * forget_gate_out) + input_gate_out"
    return c_given * forget_gate_out + input_gate_out
