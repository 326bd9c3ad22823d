"""A Gentle Tutorial of Recurrent Neural Network with Error Backpropagation, the factors of (30) and (31) at the inputs, Gang Chen (2016)."""
from lstmcmp.symbols import outer

BASE = "chen_2016"
READING = (
    "F2: in (30) and (31) the factors multiply the vector printed next to them, x_t or h_{t-1}, which in (30) is possible only where D = H; what comes from outside is dz_t, the derivative "
    "by α_t: (21) is judged in chen_2016; else as in chen_2016: O2, P2, C2, D2"
)

del loss, FACTOR  # noqa: F821


# F2: the factors of (30), (31) multiply x_t, h_{t-1}, which give the rows; do_t, di_t, df_t, dg_t the columns.


def dW_xo(o, x, do):
    "(30) dW_xo = Σ_t o_t (1 - o_t) x_t do_t"
    return outer(o * (1 - o) * x, do)


def dW_xi(i, x, di):
    "(30) dW_xi = Σ_t i_t (1 - i_t) x_t di_t"
    return outer(i * (1 - i) * x, di)


def dW_xf(f, x, df):
    "(30) dW_xf = Σ_t f_t (1 - f_t) x_t df_t"
    return outer(f * (1 - f) * x, df)


def dW_xc(g, x, dg):
    "(30) dW_xc = Σ_t (1 - g_t^2) x_t dg_t"
    return outer((1 - g**2) * x, dg)


def dW_ho(o, h_prev, do):
    "(31) dW_ho = Σ_t o_t (1 - o_t) h_{t-1} do_t"
    return outer(o * (1 - o) * h_prev, do)


def dW_hi(i, h_prev, di):
    "(31) dW_hi = Σ_t i_t (1 - i_t) h_{t-1} di_t"
    return outer(i * (1 - i) * h_prev, di)


def dW_hf(f, h_prev, df):
    "(31) dW_hf = Σ_t f_t (1 - f_t) h_{t-1} df_t"
    return outer(f * (1 - f) * h_prev, df)


def dW_hc(g, h_prev, dg):
    "(31) dW_hc = Σ_t (1 - g_t^2) h_{t-1} dg_t"
    return outer((1 - g**2) * h_prev, dg)


def _dW_xo(o, x, do):
    """(30) dW_xo = Σ_t x_t o_t (1 - o_t) do_t

    The factor belongs to do_t; it has one entry per cell, as do_t has, and x_t has one per input."""
    return outer(x, o * (1 - o) * do)


def _dW_xi(i, x, di):
    """(30) dW_xi = Σ_t x_t i_t (1 - i_t) di_t

    The factor belongs to di_t; it has one entry per cell, as di_t has, and x_t has one per input."""
    return outer(x, i * (1 - i) * di)


def _dW_xf(f, x, df):
    """(30) dW_xf = Σ_t x_t f_t (1 - f_t) df_t

    The factor belongs to df_t; it has one entry per cell, as df_t has, and x_t has one per input."""
    return outer(x, f * (1 - f) * df)


def _dW_xc(g, x, dg):
    """(30) dW_xc = Σ_t x_t (1 - g_t^2) dg_t

    The factor belongs to dg_t; it has one entry per cell, as dg_t has, and x_t has one per input."""
    return outer(x, (1 - g**2) * dg)


def _dW_ho(o, h_prev, do):
    """(31) dW_ho = Σ_t h_{t-1} o_t (1 - o_t) do_t

    The factor belongs to do_t; it has one entry per cell, as do_t has, and h_{t-1} has one per cell of the step before."""
    return outer(h_prev, o * (1 - o) * do)


def _dW_hi(i, h_prev, di):
    """(31) dW_hi = Σ_t h_{t-1} i_t (1 - i_t) di_t

    The factor belongs to di_t; it has one entry per cell, as di_t has, and h_{t-1} has one per cell of the step before."""
    return outer(h_prev, i * (1 - i) * di)


def _dW_hf(f, h_prev, df):
    """(31) dW_hf = Σ_t h_{t-1} f_t (1 - f_t) df_t

    The factor belongs to df_t; it has one entry per cell, as df_t has, and h_{t-1} has one per cell of the step before."""
    return outer(h_prev, f * (1 - f) * df)


def _dW_hc(g, h_prev, dg):
    """(31) dW_hc = Σ_t h_{t-1} (1 - g_t^2) dg_t

    The factor belongs to dg_t; it has one entry per cell, as dg_t has, and h_{t-1} has one per cell of the step before."""
    return outer(h_prev, (1 - g**2) * dg)


ERRATA = dict(
    dW_xo=_dW_xo, dW_xi=_dW_xi, dW_xf=_dW_xf, dW_xc=_dW_xc, dW_ho=_dW_ho, dW_hi=_dW_hi, dW_hf=_dW_hf, dW_hc=_dW_hc,
)
