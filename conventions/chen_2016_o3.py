"""A Gentle Tutorial of Recurrent Neural Network with Error Backpropagation, the matrices transposed on the way back, Gang Chen (2016)."""
from lstmcmp.symbols import outer, sigmoid, tanh

BASE = "chen_2016"
READING = (
    "O3: the matrices are [destination, source], as in the forward pass; (23), (32), (33) apply their transposes, and (22), (30), (31) are "
    "transposed; else as in chen_2016: P2, F1, C2, L1, D2"
)
WEIGHTS = dict(W_hz=(7, "H"), b_z=(7, 1))


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


def dW_hz(h, dz):
    """(22) dW_hz = Σ_t h_t dz_t

    O3: transposed, the rows are dz_t."""
    return outer(dz, h)


def dh(dh_next, W_hz, dz):
    """(23, 33) dh_T = W_hz dz_T; dh_{t-1} = dh_{t-1} + W_hz dz_{t-1}

    O3: W_hz^T."""
    return dh_next + W_hz.mT @ dz


# O3: (30) and (31) are transposed, do_t, di_t, df_t, dg_t give the rows; F1: the factors multiply them.


def dW_xo(o, x, do):
    "(30) dW_xo = Σ_t o_t (1 - o_t) x_t do_t"
    return outer(o * (1 - o) * do, x)


def dW_xi(i, x, di):
    "(30) dW_xi = Σ_t i_t (1 - i_t) x_t di_t"
    return outer(i * (1 - i) * di, x)


def dW_xf(f, x, df):
    "(30) dW_xf = Σ_t f_t (1 - f_t) x_t df_t"
    return outer(f * (1 - f) * df, x)


def dW_xc(g, x, dg):
    "(30) dW_xc = Σ_t (1 - g_t^2) x_t dg_t"
    return outer((1 - g**2) * dg, x)


def dW_ho(o, h_prev, do):
    "(31) dW_ho = Σ_t o_t (1 - o_t) h_{t-1} do_t"
    return outer(o * (1 - o) * do, h_prev)


def dW_hi(i, h_prev, di):
    "(31) dW_hi = Σ_t i_t (1 - i_t) h_{t-1} di_t"
    return outer(i * (1 - i) * di, h_prev)


def dW_hf(f, h_prev, df):
    "(31) dW_hf = Σ_t f_t (1 - f_t) h_{t-1} df_t"
    return outer(f * (1 - f) * df, h_prev)


def dW_hc(g, h_prev, dg):
    "(31) dW_hc = Σ_t (1 - g_t^2) h_{t-1} dg_t"
    return outer((1 - g**2) * dg, h_prev)


def dh_prev(o, W_ho, do, i, W_hi, di, f, W_hf, df, g, W_hc, dg):
    """(32) dh_{t-1} = o_t (1 - o_t) W_ho do_t + i_t (1 - i_t) W_hi di_t + f_t (1 - f_t) W_hf df_t + (1 - g_t^2) W_hc dg_t

    O3: W_ho^T, W_hi^T, W_hf^T, W_hc^T; P2: the factors multiply do_t, di_t, df_t, dg_t before the matrices do."""
    return W_ho.mT @ (o * (1 - o) * do) + W_hi.mT @ (i * (1 - i) * di) + W_hf.mT @ (f * (1 - f) * df) + W_hc.mT @ ((1 - g**2) * dg)


def layout(W, U, b):
    "O3: W_xk, W_hk are [destination, source], W_k and U_k, k = f, i, c (the project's g), o"
    return dict(
        W_xf=W.f, W_xi=W.i, W_xc=W.g, W_xo=W.o, W_hf=U.f, W_hi=U.i, W_hc=U.g, W_ho=U.o,
        b_f=b.f, b_i=b.i, b_c=b.g, b_o=b.o,
    )
