"""LSTM - Derivation of Back propagation through time, with the error of the last step only, GeeksforGeeks (2020)."""
from lstmcmp.symbols import total

BASE = "geeksforgeeks_2020"
READING = (
    "the text of 2020; time-last: the page speaks of one time stamp, here the last: E is the error of the last step only, and B1-B20 are those of the last "
    "step (at the others E_delta is zero); else as in geeksforgeeks_2020: delta-printed: E_delta = y - h_t, as B2 prints it, where h(x) is h_t; mse-half: "
    "E, which is only named, is (1/2) Σ (h - y)^2; chain-final: of B5, B7 and B8 the second lines; B9-B20 as dE/do * (do/dw_xo) and so on, which their "
    "second forms write out; paren-factor: the open parentheses of B9-B17 close after sigmoid(z_k); bias-heading: B14, under the heading of the forget "
    "gate, is for b_f; w_hi, w_hg of F1, F2 are the whj, wg of F0"
)


def one(x):
    "(ours) 1 at every step"
    return 0 * x[..., :1, :] + 1


def last(one, one_next):
    "(ours) 1 at the last step and 0 at all earlier ones"
    return one - one_next


def loss(h, y, last):
    "(ours) E = (1/2) Σ (h - y)^2 of the last step; the page only names it: MSE"
    return last * total((h - y) ** 2) / 2


def E_delta_MSE(y, h, last):
    "(B2) for MSE: E_delta = (y - h(x)); time-last: at the last step"
    return last * (y - h)


def _E_delta_MSE(y, h, last):
    """(B2) for MSE: E_delta = -(y - h(x))

    B1 has E_delta = dE/dh_t, and a square error grows with h - y; y - h(x) is the negative derivative. The sign goes through to
    every gradient."""
    return -last * (y - h)


ERRATA = ERRATA | dict(E_delta_MSE=_E_delta_MSE)  # noqa: F821
