"""LSTM - Derivation of Back propagation through time, with the square error without a factor, GeeksforGeeks (2020)."""
from lstmcmp.symbols import total

BASE = "geeksforgeeks_2020"
READING = (
    "the text of 2020; mse-sum: E, which is only named, is Σ (h - y)^2; else as in geeksforgeeks_2020: delta-printed: E_delta = y - h_t, as B2 prints it, "
    "where h(x) is h_t; time-local-sum: the page speaks of one time stamp; B1-B20 at every step with the error of that step, the gradients of the weights "
    "added up; chain-final: of B5, B7 and B8 the second lines; B9-B20 as dE/do * (do/dw_xo) and so on, which their second forms write out; paren-factor: "
    "the open parentheses of B9-B17 close after sigmoid(z_k); bias-heading: B14, under the heading of the forget gate, is for b_f; w_hi, w_hg of F1, F2 are "
    "the whj, wg of F0"
)


def loss(h, y):
    "(ours) E = Σ (h - y)^2, which the page only names: MSE"
    return total((h - y) ** 2)


def _E_delta_MSE(y, h):
    """(B2) for MSE: E_delta = -2 (y - h(x))

    B1 has E_delta = dE/dh_t, and the derivative of (h - y)^2 by h is 2 (h - y); y - h(x) is its negative half. With a factor 1/2 in E,
    as geeksforgeeks_2020 reads the name, only the sign remains. Both go through to every gradient."""
    return -2 * (y - h)


ERRATA = ERRATA | dict(E_delta_MSE=_E_delta_MSE)  # noqa: F821
