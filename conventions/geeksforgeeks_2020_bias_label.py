"""LSTM - Derivation of Back propagation through time, B14 by its label, GeeksforGeeks (2020)."""
from lstmcmp.symbols import sigmoid

BASE = "geeksforgeeks_2020"
READING = (
    "the text of 2020; bias-label: B14, which stands under the heading of the forget gate, is for b_o, as its label says: B11 and B14 are two terms of "
    "dE/db_o, and there is none for b_f; else as in geeksforgeeks_2020: delta-printed: E_delta = y - h_t, as B2 prints it, where h(x) is h_t; mse-half: E, "
    "which is only named, is (1/2) Σ (h - y)^2; time-local-sum: the page speaks of one time stamp; B1-B20 at every step with the error of that step, the "
    "gradients of the weights added up; chain-final: of B5, B7 and B8 the second lines; B9-B20 as dE/do * (do/dw_xo) and so on, which their second forms "
    "write out; paren-factor: the open parentheses of B9-B17 close after sigmoid(z_k); w_hi, w_hg of F1, F2 are the whj, wg of F0"
)
MEANING = {k: v for k, v in MEANING.items() if k != "dE_db_f"}  # noqa: F821

del dE_db_f  # noqa: F821


def dE_db_o(dE_do, Z_o, dE_df, Z_f):
    """(B11, B14) dE/db_o = dE/do * (do/db_o) = E_delta * tanh(c_t) * sigmoid(z_o) * (1 - sigmoid(z_o),
    dE/db_o = dE/df * (df/db_o) = E_delta * o * (1 - tanh^2(c_t)) * c_{t-1} * sigmoid(z_f) * (1 - sigmoid(z_f)"""
    return dE_do * sigmoid(Z_o) * (1 - sigmoid(Z_o)) + dE_df * sigmoid(Z_f) * (1 - sigmoid(Z_f))


def _dE_db_o(dE_do, Z_o):
    """(B11, B14) dE/db_o = E_delta * tanh(c_t) * sigmoid(z_o) * (1 - sigmoid(z_o)),
    dE/db_f = E_delta * o * (1 - tanh^2(c_t)) * c_{t-1} * sigmoid(z_f) * (1 - sigmoid(z_f))

    b_o stands in F4 only, and B11 is its derivative. B14 has the derivative of F3 by b_f, and its heading is that of the forget
    gate's weights; with the label db_f it fits, see geeksforgeeks_2020."""
    return dE_do * sigmoid(Z_o) * (1 - sigmoid(Z_o))


ERRATA = ERRATA | dict(dE_db_o=_dE_db_o)  # noqa: F821
