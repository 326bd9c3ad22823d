"""LSTM - Derivation of Back propagation through time, with the first lines of B7 and B8, GeeksforGeeks (2020)."""
from lstmcmp.symbols import outer, sigmoid, tanh

BASE = "geeksforgeeks_2020"
READING = (
    "the text of 2020; chain-first: of B7 and B8 the first lines are evaluated, with dc_t/df for the dc_t/dt of B7 and without the t behind it; B12-B14 by "
    "their second forms, which do not depend on B7; else as in geeksforgeeks_2020: delta-printed: E_delta = y - h_t, as B2 prints it, where h(x) is h_t; "
    "mse-half: E, which is only named, is (1/2) Σ (h - y)^2; time-local-sum: the page speaks of one time stamp; B1-B20 at every step with the error of that "
    "step, the gradients of the weights added up; of B5 the second line, for its first has dE/di on both sides; B9-B11 and B15-B20 as dE/do * (do/dw_xo) "
    "and so on, which their second forms write out; paren-factor: the open parentheses of B9-B17 close after sigmoid(z_k); bias-heading: B14, under the "
    "heading of the forget gate, is for b_f; w_hi, w_hg of F1, F2 are the whj, wg of F0"
)


def dE_df(E_delta, dE_dc, c_prev):
    "(B7) dE/df = E_delta * (dE/dc_t) * (dc_t/dt) t; chain-first: dc_t/df, that is c_{t-1}, for dc_t/dt"
    return E_delta * dE_dc * c_prev


def dE_dc_prev(E_delta, dE_dc, f):
    "(B8) dE/dc_t = E_delta * (dE/dc_t) * (dc_t/dc_{t-1}); chain-first: dc_t/dc_{t-1} is f"
    return E_delta * dE_dc * f


def dE_dw_xf(E_delta, o, c, c_prev, Z_f, x):
    "(B12) dE/dw_xf = dE/df * (df/dw_xf) = E_delta * o * (1 - tanh^2(c_t)) * c_{t-1} * sigmoid(z_f) * (1 - sigmoid(z_f) * x_t"
    return outer(E_delta * o * (1 - tanh(c) ** 2) * c_prev * sigmoid(Z_f) * (1 - sigmoid(Z_f)), x)


def dE_dw_hf(E_delta, o, c, c_prev, Z_f, h_prev):
    "(B13) dE/dw_hf = dE/df * (df/dw_hf) = E_delta * o * (1 - tanh^2(c_t)) * c_{t-1} * sigmoid(z_f) * (1 - sigmoid(z_f) * h_{t-1}"
    return outer(E_delta * o * (1 - tanh(c) ** 2) * c_prev * sigmoid(Z_f) * (1 - sigmoid(Z_f)), h_prev)


def dE_db_f(E_delta, o, c, c_prev, Z_f):
    "(B14) dE/db_o = dE/df * (df/db_o) = E_delta * o * (1 - tanh^2(c_t)) * c_{t-1} * sigmoid(z_f) * (1 - sigmoid(z_f)"
    return E_delta * o * (1 - tanh(c) ** 2) * c_prev * sigmoid(Z_f) * (1 - sigmoid(Z_f))


def _E_delta(E_delta_MSE, w_hg, dE_dg_next, Z_g_next, w_hi, dE_di_next, Z_i_next, w_hf, dE_db_f_next, w_ho, dE_do_next, Z_o_next):
    """(B1) E_delta = dE/dh_t = B2 + w_hg^T * (dE/dg * g'(z_g))_{t+1} + w_hi^T * (dE/di * i'(z_i))_{t+1} + w_hf^T * B14_{t+1} + w_ho^T * (dE/do * o'(z_o))_{t+1}

    The page derives one time stamp, and for the last one B2 is the whole dE/dh_t. At the others F1-F4 of step t+1 read h_t as well;
    the page prints no dE/dh_{t-1} that would hand this share back through time. (B14 is the derivative by z_f.)"""
    dZ_i, dZ_o = (d * sigmoid(Z) * (1 - sigmoid(Z)) for d, Z in ((dE_di_next, Z_i_next), (dE_do_next, Z_o_next)))
    return E_delta_MSE + w_hg.mT @ (dE_dg_next * (1 - tanh(Z_g_next) ** 2)) + w_hi.mT @ dZ_i + w_hf.mT @ dE_db_f_next + w_ho.mT @ dZ_o


def _dE_dc(E_delta, o, c, dE_dc_next):
    """(B4) dE/dc_t = E_delta * o * (1 - tanh^2(c_t)) + B8_{t+1}

    By F5 step t+1 reads c_t as well. B8 gives this share, and no line takes it up; for the last time stamp, where it is zero, the
    line fits."""
    return E_delta * o * (1 - tanh(c) ** 2) + dE_dc_next


def _dE_dc_prev(dE_dc, f):
    """(B8) dE/dc_t = (dE/dc_t) * (dc_t/dc_{t-1})

    The chain rule has dE/dc_t times dc_t/dc_{t-1}, and E_delta is part of dE/dc_t (B4) already; the second line under this heading
    has it once."""
    return dE_dc * f


def _dE_dw_xf(E_delta, o, c, dE_dc_next, c_prev, Z_f, x):
    """(B12) dE/dw_xf = (E_delta * o * (1 - tanh^2(c_t)) + B8_{t+1}) * c_{t-1} * sigmoid(z_f) * (1 - sigmoid(z_f)) * x_t

    As for B4: the share of c_t that step t+1 reads."""
    return outer((E_delta * o * (1 - tanh(c) ** 2) + dE_dc_next) * c_prev * sigmoid(Z_f) * (1 - sigmoid(Z_f)), x)


def _dE_dw_hf(E_delta, o, c, dE_dc_next, c_prev, Z_f, h_prev):
    """(B13) dE/dw_hf = (E_delta * o * (1 - tanh^2(c_t)) + B8_{t+1}) * c_{t-1} * sigmoid(z_f) * (1 - sigmoid(z_f)) * h_{t-1}

    As for B4: the share of c_t that step t+1 reads."""
    return outer((E_delta * o * (1 - tanh(c) ** 2) + dE_dc_next) * c_prev * sigmoid(Z_f) * (1 - sigmoid(Z_f)), h_prev)


def _dE_db_f(E_delta, o, c, dE_dc_next, c_prev, Z_f):
    """(B14) dE/db_o = (E_delta * o * (1 - tanh^2(c_t)) + B8_{t+1}) * c_{t-1} * sigmoid(z_f) * (1 - sigmoid(z_f))

    As for B4: the share of c_t that step t+1 reads."""
    return (E_delta * o * (1 - tanh(c) ** 2) + dE_dc_next) * c_prev * sigmoid(Z_f) * (1 - sigmoid(Z_f))


ERRATA = dict(
    E_delta_MSE=_E_delta_MSE, E_delta=_E_delta, dE_dc=_dE_dc, dE_di=_dE_di, dE_dg=_dE_dg, dE_dc_prev=_dE_dc_prev,  # noqa: F821
    dE_dw_xf=_dE_dw_xf, dE_dw_hf=_dE_dw_hf, dE_db_f=_dE_db_f,
)
