"""LSTM - Derivation of Back propagation through time, E_delta as defined, GeeksforGeeks (2020)."""
from lstmcmp.symbols import sigmoid, tanh

BASE = "geeksforgeeks_2020"
READING = (
    "the text of 2020; delta-defined: E_delta = dE/dh_t as in B1, from outside, for the E that the reader chooses; "
    "time-local-sum: the page speaks of one time stamp; B1-B20 at every step with the error of that step, the gradients of the weights added up; "
    "chain-final: of B5, B7 and B8 the second lines; B9-B20 as dE/do * (do/dw_xo) and so on, which their second forms write out; "
    "paren-factor: the open parentheses of B9-B17 close after sigmoid(z_k); bias-heading: B14, under the heading of the forget gate, is for b_f; "
    "w_hi, w_hg of F1, F2 are the whj, wg of F0"
)
UPSTREAM = dict(E_delta="h")
TARGETS = {}
MEANING = {k: v for k, v in MEANING.items() if k != "E_delta_MSE"}  # noqa: F821

del loss, E_delta_MSE, E_delta  # noqa: F821


def _E_delta(E_delta, w_hg, dE_dg_next, Z_g_next, w_hi, dE_di_next, Z_i_next, w_hf, dE_df_next, Z_f_next, w_ho, dE_do_next, Z_o_next):
    """(handed in) E_delta = dE/dh_t = that of the step's own error + Σ_k w_hk^T * (dE/dk * k'(z_k))_{t+1}, k = g, i, f, o

    The page derives one time stamp, and for the last one the derivative of its error is the whole dE/dh_t. At the others F1-F4 of
    step t+1 read h_t as well; the page prints no dE/dh_{t-1} that would hand this share back through time."""
    dZ_i, dZ_f, dZ_o = (d * sigmoid(Z) * (1 - sigmoid(Z)) for d, Z in ((dE_di_next, Z_i_next), (dE_df_next, Z_f_next), (dE_do_next, Z_o_next)))
    return E_delta + w_hg.mT @ (dE_dg_next * (1 - tanh(Z_g_next) ** 2)) + w_hi.mT @ dZ_i + w_hf.mT @ dZ_f + w_ho.mT @ dZ_o


ERRATA = dict(E_delta=_E_delta, dE_di=_dE_di, dE_dg=_dE_dg, dE_df=_dE_df, dE_dc_prev=_dE_dc_prev)  # noqa: F821
