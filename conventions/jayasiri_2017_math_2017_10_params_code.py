"""Vanilla LSTM with numpy, the text of October 2017 with the parameter gradients of the code, Varuna Jayasiri (2017)."""
from lstmcmp.symbols import log, sigmoid, softmax, tanh, total

BASE = "jayasiri_2017"
SOURCE = dict(
    author="Varuna Jayasiri", year=2017, title="Vanilla LSTM with numpy (text of October 2017, parameter gradients of the code)", kind="mathematics",
    url="http://blog.varunajayasiri.com/numpy_lstm.html",
)
READING = (
    "math_2017_10: O1-O11 as printed on 8-9 October 2017; params-code: the parameter gradients of the gates, which it does not print, "
    "as in B3 and B5-B7 of the code, and O9 as printed for dz; "
    "the head is W_y, b_y, its logits y_t, the targets p_t; d_y of O3 and b_t of F6, defined nowhere, are dy_t and the b_o of the code; f of O11 is f_t; "
    "dh' and dC' start as zero after the last step, as in the code"
)
UPSTREAM = dict(dy="y")
WEIGHTS = dict(W_y=("D", "H"), b_y=("D", 1))
TARGETS = dict(p="one-hot D")
MEANING = dict(
    dy="y", d_y="y", dh="h", dC="C", do="o", dC_bar="C_bar", di="i", df="f", dz="z", dh_prime="h_prev", dx="x", dC_prime="C_prev",
    do_prime="pre(o)", dC_bar_prime="pre(C_bar)", di_prime="pre(i)", df_prime="pre(f)",
    W_o_d="W_o", W_C_d="W_C", W_i_d="W_i", W_f_d="W_f", b_o_d="b_o", b_C_d="b_C", b_i_d="b_i", b_f_d="b_f",
)

del v, y_hat, dv, dh_prev, dC_prev, W_v_d, b_v_d  # noqa: F821


def b_t(b_o):
    "(ours) b_t = b_o: F6 prints b_t, which is defined nowhere; the code adds b_o"
    return b_o


def o(W_o, z, b_t):
    "(F6) o_t = σ(W_o · z + b_t)"
    return sigmoid(W_o @ z + b_t)


def y(W_y, h, b_y):
    "(F8) y_t = W_y · h_t + b_y"
    return W_y @ h + b_y


def p_hat(y):
    "(F9) p̂_t = softmax(y_t)"
    return softmax(y)


def loss(p, p_hat):
    "(O1) L = - Σ p_{t,j} log p̂_{t,j}"
    return -total(p * log(p_hat))


def dy(p_hat, p):
    "(O2) dy_t = p̂_t - p_t"
    return p_hat - p


def d_y(dy):
    "(ours) d_y = dy_t: O3 prints d_y, which is defined nowhere"
    return dy


def dh(dh_prime_next, W_y, d_y):
    "(O3) dh_t = dh'_{t+1} + W_y^T · d_y"
    return dh_prime_next + W_y.mT @ d_y


def do(dh, C):
    "(O4) do_t = dh_t * tanh(C_t)"
    return dh * tanh(C)


def dC(dC_prime_next, dh, o, C):
    "(O5) dC_t = dC'_{t+1} + dh_t * o_t * (1 - tanh^2(C_t))"
    return dC_prime_next + dh * o * (1 - tanh(C) ** 2)


def dC_bar(dC, i):
    "(O6) dC̄_t = dC_t * i_t"
    return dC * i


def di(dC, C_bar):
    "(O7) di_t = dC_t * C̄_t"
    return dC * C_bar


def df(dC, C_prev):
    "(O8) df_t = dC_t * C_{t-1}"
    return dC * C_prev


def dz(W_f, df, W_i, di, W_C, dC_bar, W_o, do):
    "(O9) dz_t = W_f^T · df_t + W_i^T · di_t + W_C^T · dC̄_t + W_o^T · do_t"
    return W_f.mT @ df + W_i.mT @ di + W_C.mT @ dC_bar + W_o.mT @ do


def dh_prime(dz, H):
    "(O10) [dh'_t, dx_t] = dz_t"
    return dz[..., :H, :]


def dx(dz, H):
    "(O10) [dh'_t, dx_t] = dz_t"
    return dz[..., H:, :]


def dC_prime(f, dC):
    "(O11) dC'_t = f * dC_t"
    return f * dC


def _dz(W_f, df, f, W_i, di, i, W_C, dC_bar, C_bar, W_o, do, o):
    """(O9) dz_t = W_f^T · (f_t (1 - f_t) df_t) + W_i^T · (i_t (1 - i_t) di_t) + W_C^T · ((1 - C̄_t^2) dC̄_t) + W_o^T · (o_t (1 - o_t) do_t)

    By F2-F4 and F6 z stands inside the activations, so each term carries the derivative of its activation, which the page prints in
    a section before the cell; O9 has the four vectors without it. The code forms these products before its dz, and the text of
    December gives them lines of their own (M8-M11)."""
    inside = f * (1 - f) * df, i * (1 - i) * di, (1 - C_bar**2) * dC_bar, o * (1 - o) * do
    return W_f.mT @ inside[0] + W_i.mT @ inside[1] + W_C.mT @ inside[2] + W_o.mT @ inside[3]


ERRATA = dict(dz=_dz)
