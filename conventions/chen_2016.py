"""A Gentle Tutorial of Recurrent Neural Network with Error Backpropagation, Gang Chen (2016)."""
from lstmcmp.symbols import log, outer, sigmoid, softmax, tanh, total

SOURCE = dict(
    author="Gang Chen", year=2016, title="A Gentle Tutorial of Recurrent Neural Network with Error Backpropagation", kind="mathematics",
    url="https://arxiv.org/abs/1610.02583",
)
READING = (
    "O2: the matrices are [source, destination], as W_hz(:, j) h_t of the appendix and the order of the products in (22), (30), (31) suggest, "
    "and the forward pass applies their transposes; "
    "P2: in (32) the factors o_t (1 - o_t) etc. multiply do_t etc. before the matrix does; F1: so do they in (30) and (31); "
    "C2: (25) and (27) add up, as (38) prints; L1: cross entropy with softmax; "
    "D2: dz_t is the derivative by the argument of the softmax, as in (5); "
    "the dh_{t-1} and dc_{t-1} of the first step, of which the text does not speak, are judged as dh0 and dc0"
)
STATE = dict(h="h", c="c")
UPSTREAM = dict(dz="alpha")
TARGETS = dict(y="one-hot 7")
WEIGHTS = dict(W_hz=("H", 7), b_z=(7, 1))        # seven classes
FACTOR = -1                                      # y_t - z_t is the derivative of log p that the appendix derives; L = -Σ_t y_t log z_t has (5), -(y_t - z_t)
MEANING = dict(                                  # "derivative w.r.t." the named quantity
    dz="alpha", dh="h", do="o", dc_h=("h", "c"), dc="c", df="f", dc_prev="c_prev", di="i", dg="g", dh_prev="h_prev",
    dW_hz="W_hz", dW_xo="W_xo", dW_xi="W_xi", dW_xf="W_xf", dW_xc="W_xc", dW_ho="W_ho", dW_hi="W_hi", dW_hf="W_hf", dW_hc="W_hc",
)


# O2: W_xf x_t is the transpose of the array, which is [source, destination], times x_t; likewise in (15)-(17), (19), (20).


def f(W_xf, x, W_hf, h_prev, b_f):
    "(15) f_t = σ(W_xf x_t + W_hf h_{t-1} + b_f)"
    return sigmoid(W_xf.mT @ x + W_hf.mT @ h_prev + b_f)


def i(W_xi, x, W_hi, h_prev, b_i):
    "(16) i_t = σ(W_xi x_t + W_hi h_{t-1} + b_i)"
    return sigmoid(W_xi.mT @ x + W_hi.mT @ h_prev + b_i)


def g(W_xc, x, W_hc, h_prev, b_c):
    "(17) g_t = tanh(W_xc x_t + W_hc h_{t-1} + b_c)"
    return tanh(W_xc.mT @ x + W_hc.mT @ h_prev + b_c)


def c(f, c_prev, i, g):
    "(18) c_t = f_t ∘ c_{t-1} + i_t ∘ g_t"
    return f * c_prev + i * g


def o(W_xo, x, W_ho, h_prev, b_o):
    "(19) o_t = σ(W_xo x_t + W_ho h_{t-1} + b_o)"
    return sigmoid(W_xo.mT @ x + W_ho.mT @ h_prev + b_o)


def h(o, c):
    "(20) h_t = o_t ∘ tanh(c_t)"
    return o * tanh(c)


def alpha(W_hz, h, b_z):
    "(20) α_t = W_hz h_t + b_z, the argument of the softmax"
    return W_hz.mT @ h + b_z


def z(alpha):
    "(20) z_t = softmax(W_hz h_t + b_z)"
    return softmax(alpha)


def loss(y, z):
    "L = -Σ_t y_t log z_t"
    return -total(y * log(z))


def dz(y, z):
    "(21) dz_t = y_t - z_t"
    return y - z


def dW_hz(h, dz):
    "(22) dW_hz = Σ_t h_t dz_t"
    return outer(h, dz)


def dh(dh_next, W_hz, dz):
    "(23, 33) dh_T = W_hz dz_T; dh_{t-1} = dh_{t-1} + W_hz dz_{t-1}"
    return dh_next + W_hz @ dz


def do(c, dh):
    "(24) do_t = tanh(c_t) dh_t"
    return tanh(c) * dh


def dc_h(c, o, dh):
    "(25) dc_t = (1 - tanh(c_t)^2) o_t dh_t"
    return (1 - tanh(c) ** 2) * o * dh


def dc(dc_h, dc_next):
    """(38) dc_{T-1} = dc_{T-1} + f_T ∘ dc_T

    C2: what (25) gives, and what (27) of the step after adds to it."""
    return dc_h + dc_next


def df(c_prev, dc):
    "(26) df_t = c_{t-1} dc_t"
    return c_prev * dc


def dc_prev(f, dc):
    "(27) dc_{t-1} += f_t ∘ dc_t"
    return f * dc


def di(g, dc):
    "(28) di_t = g_t dc_t"
    return g * dc


def dg(i, dc):
    "(29) dg_t = i_t dc_t"
    return i * dc


# F1: the factors of (30), (31) multiply do_t, di_t, df_t, dg_t; x_t, h_{t-1} give the rows, as in the order of the products.


def dW_xo(o, x, do):
    "(30) dW_xo = Σ_t o_t (1 - o_t) x_t do_t"
    return outer(x, o * (1 - o) * do)


def dW_xi(i, x, di):
    "(30) dW_xi = Σ_t i_t (1 - i_t) x_t di_t"
    return outer(x, i * (1 - i) * di)


def dW_xf(f, x, df):
    "(30) dW_xf = Σ_t f_t (1 - f_t) x_t df_t"
    return outer(x, f * (1 - f) * df)


def dW_xc(g, x, dg):
    "(30) dW_xc = Σ_t (1 - g_t^2) x_t dg_t"
    return outer(x, (1 - g**2) * dg)


def dW_ho(o, h_prev, do):
    "(31) dW_ho = Σ_t o_t (1 - o_t) h_{t-1} do_t"
    return outer(h_prev, o * (1 - o) * do)


def dW_hi(i, h_prev, di):
    "(31) dW_hi = Σ_t i_t (1 - i_t) h_{t-1} di_t"
    return outer(h_prev, i * (1 - i) * di)


def dW_hf(f, h_prev, df):
    "(31) dW_hf = Σ_t f_t (1 - f_t) h_{t-1} df_t"
    return outer(h_prev, f * (1 - f) * df)


def dW_hc(g, h_prev, dg):
    "(31) dW_hc = Σ_t (1 - g_t^2) h_{t-1} dg_t"
    return outer(h_prev, (1 - g**2) * dg)


def dh_prev(o, W_ho, do, i, W_hi, di, f, W_hf, df, g, W_hc, dg):
    """(32) dh_{t-1} = o_t (1 - o_t) W_ho do_t + i_t (1 - i_t) W_hi di_t + f_t (1 - f_t) W_hf df_t + (1 - g_t^2) W_hc dg_t

    P2: the factors multiply do_t, di_t, df_t, dg_t before the matrices do."""
    return W_ho @ (o * (1 - o) * do) + W_hi @ (i * (1 - i) * di) + W_hf @ (f * (1 - f) * df) + W_hc @ ((1 - g**2) * dg)


def layout(W, U, b):
    "O2: W_xk, W_hk are [source, destination], the transposes of W_k, U_k, k = f, i, c (the project's g), o"
    return dict(
        W_xf=W.f.mT, W_xi=W.i.mT, W_xc=W.g.mT, W_xo=W.o.mT, W_hf=U.f.mT, W_hi=U.i.mT, W_hc=U.g.mT, W_ho=U.o.mT,
        b_f=b.f, b_i=b.i, b_c=b.g, b_o=b.o,
    )
