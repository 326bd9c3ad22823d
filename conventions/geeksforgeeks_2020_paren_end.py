"""LSTM - Derivation of Back propagation through time, the open parentheses closed at the end of the line, GeeksforGeeks (2020)."""
from lstmcmp.symbols import outer, sigmoid

BASE = "geeksforgeeks_2020"
READING = (
    "the text of 2020; paren-end: the open parentheses of B9-B17 close at the end of the line, so that 1 - sigmoid(z_k) * x_t is 1 minus an outer product, "
    "and the vector before it multiplies its columns; for B11, B14, B17 this changes nothing; else as in geeksforgeeks_2020: delta-printed: E_delta = y - "
    "h_t, as B2 prints it, where h(x) is h_t; mse-half: E, which is only named, is (1/2) Σ (h - y)^2; time-local-sum: the page speaks of one time stamp; "
    "B1-B20 at every step with the error of that step, the gradients of the weights added up; chain-final: of B5, B7 and B8 the second lines; B9-B20 as "
    "dE/do * (do/dw_xo) and so on, which their second forms write out; bias-heading: B14, under the heading of the forget gate, is for b_f; w_hi, w_hg of "
    "F1, F2 are the whj, wg of F0"
)


def dE_dw_xo(dE_do, Z_o, x):
    "(B9) dE/dw_xo = dE/do * (do/dw_xo) = E_delta * tanh(c_t) * sigmoid(z_o) * (1 - sigmoid(z_o) * x_t"
    return dE_do * sigmoid(Z_o) * (1 - outer(sigmoid(Z_o), x))


def dE_dw_ho(dE_do, Z_o, h_prev):
    "(B10) dE/dw_ho = dE/do * (do/dw_ho) = E_delta * tanh(c_t) * sigmoid(z_o) * (1 - sigmoid(z_o) * h_{t-1}"
    return dE_do * sigmoid(Z_o) * (1 - outer(sigmoid(Z_o), h_prev))


def dE_dw_xf(dE_df, Z_f, x):
    "(B12) dE/dw_xf = dE/df * (df/dw_xf) = E_delta * o * (1 - tanh^2(c_t)) * c_{t-1} * sigmoid(z_f) * (1 - sigmoid(z_f) * x_t"
    return dE_df * sigmoid(Z_f) * (1 - outer(sigmoid(Z_f), x))


def dE_dw_hf(dE_df, Z_f, h_prev):
    "(B13) dE/dw_hf = dE/df * (df/dw_hf) = E_delta * o * (1 - tanh^2(c_t)) * c_{t-1} * sigmoid(z_f) * (1 - sigmoid(z_f) * h_{t-1}"
    return dE_df * sigmoid(Z_f) * (1 - outer(sigmoid(Z_f), h_prev))


def dE_dw_xi(dE_di, Z_i, x):
    "(B15) dE/dw_xi = dE/di * (di/dw_xi) = E_delta * o * (1 - tanh^2(c_t)) * g * sigmoid(z_i) * (1 - sigmoid(z_i) * x_t"
    return dE_di * sigmoid(Z_i) * (1 - outer(sigmoid(Z_i), x))


def dE_dw_hi(dE_di, Z_i, h_prev):
    "(B16) dE/dw_hi = dE/di * (di/dw_hi) = E_delta * o * (1 - tanh^2(c_t)) * g * sigmoid(z_i) * (1 - sigmoid(z_i) * h_{t-1}"
    return dE_di * sigmoid(Z_i) * (1 - outer(sigmoid(Z_i), h_prev))


def _dE_dw_xo(dE_do, Z_o, x):
    """(B9) dE/dw_xo = E_delta * tanh(c_t) * sigmoid(z_o) * (1 - sigmoid(z_o)) * x_t

    The derivative of sigmoid is sigmoid(z_o) * (1 - sigmoid(z_o)), and w_xo meets x_t in F4: it multiplies both terms of the bracket. The
    line opens a parenthesis that it does not close; closed after sigmoid(z_o), as geeksforgeeks_2020 reads it, it fits."""
    return outer(dE_do * sigmoid(Z_o) * (1 - sigmoid(Z_o)), x)


def _dE_dw_ho(dE_do, Z_o, h_prev):
    """(B10) dE/dw_ho = E_delta * tanh(c_t) * sigmoid(z_o) * (1 - sigmoid(z_o)) * h_{t-1}

    As for B9: h_{t-1} multiplies both terms of the derivative of sigmoid."""
    return outer(dE_do * sigmoid(Z_o) * (1 - sigmoid(Z_o)), h_prev)


def _dE_dw_xf(dE_df, Z_f, x):
    """(B12) dE/dw_xf = E_delta * o * (1 - tanh^2(c_t)) * c_{t-1} * sigmoid(z_f) * (1 - sigmoid(z_f)) * x_t

    As for B9: x_t multiplies both terms of the derivative of sigmoid."""
    return outer(dE_df * sigmoid(Z_f) * (1 - sigmoid(Z_f)), x)


def _dE_dw_hf(dE_df, Z_f, h_prev):
    """(B13) dE/dw_hf = E_delta * o * (1 - tanh^2(c_t)) * c_{t-1} * sigmoid(z_f) * (1 - sigmoid(z_f)) * h_{t-1}

    As for B9: h_{t-1} multiplies both terms of the derivative of sigmoid."""
    return outer(dE_df * sigmoid(Z_f) * (1 - sigmoid(Z_f)), h_prev)


def _dE_dw_xi(dE_di, Z_i, x):
    """(B15) dE/dw_xi = E_delta * o * (1 - tanh^2(c_t)) * g * sigmoid(z_i) * (1 - sigmoid(z_i)) * x_t

    As for B9: x_t multiplies both terms of the derivative of sigmoid."""
    return outer(dE_di * sigmoid(Z_i) * (1 - sigmoid(Z_i)), x)


def _dE_dw_hi(dE_di, Z_i, h_prev):
    """(B16) dE/dw_hi = E_delta * o * (1 - tanh^2(c_t)) * g * sigmoid(z_i) * (1 - sigmoid(z_i)) * h_{t-1}

    As for B9: h_{t-1} multiplies both terms of the derivative of sigmoid."""
    return outer(dE_di * sigmoid(Z_i) * (1 - sigmoid(Z_i)), h_prev)


ERRATA = ERRATA | dict(  # noqa: F821
    dE_dw_xo=_dE_dw_xo, dE_dw_ho=_dE_dw_ho, dE_dw_xf=_dE_dw_xf, dE_dw_hf=_dE_dw_hf, dE_dw_xi=_dE_dw_xi, dE_dw_hi=_dE_dw_hi,
)
