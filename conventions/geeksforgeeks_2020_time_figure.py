"""LSTM - Derivation of Back propagation through time, with the arrows of its figure, GeeksforGeeks (2020)."""

BASE = "geeksforgeeks_2020"
READING = (
    "the text of 2020; time-figure: the figure \"Backward Pass\" draws c_t entering at the right and c_{t-1} leaving at the left: what B8 gives at step t+1 "
    "is added to B4 at step t, and E_delta * o * (1 - tanh^2(c_t)) in B5-B8, which is B4, is the sum; else as in geeksforgeeks_2020: "
    "delta-printed: E_delta = y - h_t, as B2 prints it, where h(x) is h_t; mse-half: E, which is only named, is (1/2) Σ (h - y)^2; "
    "the gradients of the weights added up over the steps; chain-final: of B5, B7 and B8 the second lines; "
    "B9-B20 as dE/do * (do/dw_xo) and so on, which their second forms write out; paren-factor: the open parentheses of B9-B17 close after sigmoid(z_k); "
    "bias-heading: B14, under the heading of the forget gate, is for b_f; w_hi, w_hg of F1, F2 are the whj, wg of F0"
)


def dE_dc(E_delta, o, c, dE_dc_next):
    "(B4) dE/dc_t = (dE/dh_t) * (dh_t/dc_t) = E_delta * (dh_t/dc_t) = E_delta * o * (1 - tanh^2(c_t)); figure: and B8 of step t+1"
    return E_delta * o * (1 - tanh(c) ** 2) + dE_dc_next  # noqa: F821


def dE_di(dE_dc, g):
    "(B5) dE/di = (dE/di) * (dc_t/di) = E_delta * o * (1 - tanh^2(c_t)) * g"
    return dE_dc * g


def dE_dg(dE_dc, i):
    "(B6) dE/dg = E_delta * o * (1 - tanh^2(c_t)) * i"
    return dE_dc * i


def dE_df(dE_dc, c_prev):
    "(B7) dE/df = E_delta * (dE/dc_t) * (dc_t/dt) t = E_delta * o * (1 - tanh^2(c_t)) * c_{t-1}"
    return dE_dc * c_prev


def dE_dc_prev(dE_dc, f):
    "(B8) dE/dc_t = E_delta * (dE/dc_t) * (dc_t/dc_{t-1}); dE/dc_t = E_delta * o * (1 - tanh^2(c_t)) * f"
    return dE_dc * f


ERRATA = dict(E_delta_MSE=_E_delta_MSE, E_delta=_E_delta)  # noqa: F821
