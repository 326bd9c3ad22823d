"""A Gentle Tutorial of Recurrent Neural Network with Error Backpropagation, the matrices untransposed both ways, Gang Chen (2016)."""
from lstmcmp.symbols import outer, sigmoid, tanh

BASE = "chen_2016"
READING = (
    "O1: W x in the forward pass, and the same arrays untransposed in (23), (32), (33), which needs as many classes as cells; the products of "
    "(22), (30), (31) in the printed order; what comes from outside is dz_t, the derivative by α_t: (21) is judged in chen_2016; else as in "
    "chen_2016: P2, F1, C2, D2"
)
WEIGHTS = dict(W_hz=("H", "H"), b_z=("H", 1))

del loss, FACTOR  # noqa: F821


def f(W_xf, x, W_hf, h_prev, b_f):
    "(15) f_t = σ(W_xf x_t + W_hf h_{t-1} + b_f)"
    return sigmoid(W_xf @ x + W_hf @ h_prev + b_f)


def i(W_xi, x, W_hi, h_prev, b_i):
    "(16) i_t = σ(W_xi x_t + W_hi h_{t-1} + b_i)"
    return sigmoid(W_xi @ x + W_hi @ h_prev + b_i)


def g(W_xc, x, W_hc, h_prev, b_c):
    "(17) g_t = tanh(W_xc x_t + W_hc h_{t-1} + b_c)"
    return tanh(W_xc @ x + W_hc @ h_prev + b_c)


def o(W_xo, x, W_ho, h_prev, b_o):
    "(19) o_t = σ(W_xo x_t + W_ho h_{t-1} + b_o)"
    return sigmoid(W_xo @ x + W_ho @ h_prev + b_o)


def alpha(W_hz, h, b_z):
    "(20) α_t = W_hz h_t + b_z, the argument of the softmax"
    return W_hz @ h + b_z


def _dW_hz(h, dz):
    """(22) dW_hz = Σ_t dz_t h_t

    W_hz is [to, from] in (20), so dz_t gives the rows and h_t the columns; the printed order gives the transpose."""
    return outer(dz, h)


def _dh(dh_next, W_hz, dz):
    """(23, 33) dh_T = W_hz^T dz_T; dh_{t-1} = dh_{t-1} + W_hz^T dz_{t-1}

    (20) applies W_hz to h_t; the way back is through its transpose."""
    return dh_next + W_hz.mT @ dz


def _dW_xo(o, x, do):
    """(30) dW_xo = Σ_t o_t (1 - o_t) do_t x_t

    W_xo is H x D in (19), so do_t gives the rows and x_t the columns; the printed order gives D x H."""
    return outer(o * (1 - o) * do, x)


def _dW_xi(i, x, di):
    """(30) dW_xi = Σ_t i_t (1 - i_t) di_t x_t

    W_xi is H x D in (16), so di_t gives the rows and x_t the columns; the printed order gives D x H."""
    return outer(i * (1 - i) * di, x)


def _dW_xf(f, x, df):
    """(30) dW_xf = Σ_t f_t (1 - f_t) df_t x_t

    W_xf is H x D in (15), so df_t gives the rows and x_t the columns; the printed order gives D x H."""
    return outer(f * (1 - f) * df, x)


def _dW_xc(g, x, dg):
    """(30) dW_xc = Σ_t (1 - g_t^2) dg_t x_t

    W_xc is H x D in (17), so dg_t gives the rows and x_t the columns; the printed order gives D x H."""
    return outer((1 - g**2) * dg, x)


def _dW_ho(o, h_prev, do):
    """(31) dW_ho = Σ_t o_t (1 - o_t) do_t h_{t-1}

    W_ho is [to, from] in (19), so do_t gives the rows and h_{t-1} the columns; the printed order gives the transpose."""
    return outer(o * (1 - o) * do, h_prev)


def _dW_hi(i, h_prev, di):
    """(31) dW_hi = Σ_t i_t (1 - i_t) di_t h_{t-1}

    W_hi is [to, from] in (16), so di_t gives the rows and h_{t-1} the columns; the printed order gives the transpose."""
    return outer(i * (1 - i) * di, h_prev)


def _dW_hf(f, h_prev, df):
    """(31) dW_hf = Σ_t f_t (1 - f_t) df_t h_{t-1}

    W_hf is [to, from] in (15), so df_t gives the rows and h_{t-1} the columns; the printed order gives the transpose."""
    return outer(f * (1 - f) * df, h_prev)


def _dW_hc(g, h_prev, dg):
    """(31) dW_hc = Σ_t (1 - g_t^2) dg_t h_{t-1}

    W_hc is [to, from] in (17), so dg_t gives the rows and h_{t-1} the columns; the printed order gives the transpose."""
    return outer((1 - g**2) * dg, h_prev)


def _dh_prev(o, W_ho, do, i, W_hi, di, f, W_hf, df, g, W_hc, dg):
    """(32) dh_{t-1} = o_t (1 - o_t) W_ho^T do_t + i_t (1 - i_t) W_hi^T di_t + f_t (1 - f_t) W_hf^T df_t + (1 - g_t^2) W_hc^T dg_t

    (15)-(17) and (19) apply the matrices to h_{t-1}; the way back is through their transposes."""
    return W_ho.mT @ (o * (1 - o) * do) + W_hi.mT @ (i * (1 - i) * di) + W_hf.mT @ (f * (1 - f) * df) + W_hc.mT @ ((1 - g**2) * dg)


ERRATA = dict(
    dW_hz=_dW_hz, dh=_dh, dh_prev=_dh_prev,
    dW_xo=_dW_xo, dW_xi=_dW_xi, dW_xf=_dW_xf, dW_xc=_dW_xc, dW_ho=_dW_ho, dW_hi=_dW_hi, dW_hf=_dW_hf, dW_hc=_dW_hc,
)


def layout(W, U, b):
    "O1: W_xk, W_hk are [destination, source], W_k and U_k, k = f, i, c (the project's g), o"
    return dict(
        W_xf=W.f, W_xi=W.i, W_xc=W.g, W_xo=W.o, W_hf=U.f, W_hi=U.i, W_hc=U.g, W_ho=U.o,
        b_f=b.f, b_i=b.i, b_c=b.g, b_o=b.o,
    )
