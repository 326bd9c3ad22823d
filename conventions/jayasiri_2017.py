"""Vanilla LSTM with numpy, Varuna Jayasiri (2017)."""
from lstmcmp.symbols import beside, log, outer, sigmoid, softmax, stack, tanh, total

SOURCE = dict(
    author="Varuna Jayasiri", year=2017, title="Vanilla LSTM with numpy", kind="mathematics and code",
    url="http://blog.varunajayasiri.com/numpy_lstm.html",
)
READING = (
    "code: B1-B9. The code overwrites do, dC̄, di and df; the second values bear the names that the text of December gives them, do', dC̄', di', df'. "
    "The last dh_prev and dC_prev, which the code forms and does not return, are judged as dh0 and dc0. "
    "The clipping of the summed gradients to [-1, 1] after the loop stands between the gradient and the update and is not part of this file"
)
STATE = dict(h="h", c="C")
UPSTREAM = dict(dv="v")
WEIGHTS = dict(W_v=("D", "H"), b_v=("D", 1))     # the head, F8
TARGETS = dict(y="one-hot D")
MEANING = dict(
    dv="v", dh="h", dC="C", do="o", dC_bar="C_bar", di="i", df="f", dz="z", dh_prev="h_prev", dC_prev="C_prev",
    do_prime="pre(o)", dC_bar_prime="pre(C_bar)", di_prime="pre(i)", df_prime="pre(f)",
    W_v_d="W_v", W_o_d="W_o", W_C_d="W_C", W_i_d="W_i", W_f_d="W_f", b_v_d="b_v", b_o_d="b_o", b_C_d="b_C", b_i_d="b_i", b_f_d="b_f",
)


def z(h_prev, x):
    "(F1) z = [h_{t-1}, x_t]"
    return stack(h_prev, x)


def f(W_f, z, b_f):
    "(F2) f_t = σ(W_f · z + b_f)"
    return sigmoid(W_f @ z + b_f)


def i(W_i, z, b_i):
    "(F3) i_t = σ(W_i · z + b_i)"
    return sigmoid(W_i @ z + b_i)


def C_bar(W_C, z, b_C):
    "(F4) C̄_t = tanh(W_C · z + b_C)"
    return tanh(W_C @ z + b_C)


def C(f, C_prev, i, C_bar):
    "(F5) C_t = f_t * C_{t-1} + i_t * C̄_t"
    return f * C_prev + i * C_bar


def o(W_o, z, b_o):
    """(F6) o_t = σ(W_o · z + b_o)

    As in the code; both texts print b_t."""
    return sigmoid(W_o @ z + b_o)


def h(o, C):
    "(F7) h_t = o_t * tanh(C_t)"
    return o * tanh(C)


def v(W_v, h, b_v):
    "(F8) v_t = W_v · h_t + b_v"
    return W_v @ h + b_v


def y_hat(v):
    "(F9) ŷ_t = softmax(v_t)"
    return softmax(v)


def loss(y, y_hat):
    "(F10) L_k = - Σ_{t=k}^{T} Σ_j y_{t,j} log ŷ_{t,j}, L = L_1"
    return -total(y * log(y_hat))


def dv(y_hat, y):
    "(B1) dv = ŷ_t - onehot(target)"
    return y_hat - y


def W_v_d(dv, h):
    "(B1) W_v.d += dv · h_t^T"
    return outer(dv, h)


def b_v_d(dv):
    "(B1) b_v.d += dv"
    return dv


def dh(W_v, dv, dh_next):
    "(B2) dh = W_v^T · dv + dh_next"
    return W_v.mT @ dv + dh_next


def do(dh, C):
    "(B3) do = dh * tanh(C_t)"
    return dh * tanh(C)


def do_prime(o, do):
    "(B3) do = o_t (1 - o_t) * do"
    return o * (1 - o) * do


def W_o_d(do_prime, z):
    "(B3) W_o.d += do · z^T"
    return outer(do_prime, z)


def b_o_d(do_prime):
    "(B3) b_o.d += do"
    return do_prime


def dC(dC_next, dh, o, C):
    "(B4) dC = dC_next + dh * o_t * (1 - tanh(C_t)^2)"
    return dC_next + dh * o * (1 - tanh(C) ** 2)


def dC_bar(dC, i):
    "(B5) dC̄ = dC * i_t"
    return dC * i


def dC_bar_prime(C_bar, dC_bar):
    "(B5) dC̄ = (1 - C̄_t^2) * dC̄"
    return (1 - C_bar**2) * dC_bar


def W_C_d(dC_bar_prime, z):
    "(B5) W_C.d += dC̄ · z^T"
    return outer(dC_bar_prime, z)


def b_C_d(dC_bar_prime):
    "(B5) b_C.d += dC̄"
    return dC_bar_prime


def di(dC, C_bar):
    "(B6) di = dC * C̄_t"
    return dC * C_bar


def di_prime(i, di):
    "(B6) di = i_t (1 - i_t) * di"
    return i * (1 - i) * di


def W_i_d(di_prime, z):
    "(B6) W_i.d += di · z^T"
    return outer(di_prime, z)


def b_i_d(di_prime):
    "(B6) b_i.d += di"
    return di_prime


def df(dC, C_prev):
    "(B7) df = dC * C_prev"
    return dC * C_prev


def df_prime(f, df):
    "(B7) df = f_t (1 - f_t) * df"
    return f * (1 - f) * df


def W_f_d(df_prime, z):
    "(B7) W_f.d += df · z^T"
    return outer(df_prime, z)


def b_f_d(df_prime):
    "(B7) b_f.d += df"
    return df_prime


def dz(W_f, df_prime, W_i, di_prime, W_C, dC_bar_prime, W_o, do_prime):
    "(B8) dz = W_f^T · df + W_i^T · di + W_C^T · dC̄ + W_o^T · do"
    return W_f.mT @ df_prime + W_i.mT @ di_prime + W_C.mT @ dC_bar_prime + W_o.mT @ do_prime


def dh_prev(dz, H):
    "(B9) dh_prev = dz[:H]"
    return dz[..., :H, :]


def dC_prev(f, dC):
    "(B9) dC_prev = f_t * dC"
    return f * dC


def layout(W, U, b):
    "W_k = [U_k | W_k] (columns: h, then x) and b_k, k = f, i, C, o (C is the project's g)"
    return dict(
        W_f=beside(U.f, W.f), W_i=beside(U.i, W.i), W_C=beside(U.g, W.g), W_o=beside(U.o, W.o),
        b_f=b.f, b_i=b.i, b_C=b.g, b_o=b.o,
    )
