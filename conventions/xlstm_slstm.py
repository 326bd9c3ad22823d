"""xlstm, the sLSTM cell, NX-AI (2023)."""
from lstmcmp.symbols import exp, log, maximum, minimum, outer, real, sigmoid, split, stack, tanh, where

SOURCE = dict(
    author="NX-AI (K. Pöppel)", year=2023, title="xlstm, the sLSTM cell", kind="code",
    url="https://github.com/NX-AI/xlstm/blob/032a6fb/xlstm/blocks/slstm/src/cuda/slstm_pointwise.cu",
)
READING = (
    "the kernel, one head; F3 is decided per unit; no clip is compiled in (B1 is dy_rec = ds_y, F8 does nothing); the input term Wx_t, which the source is "
    "handed, is W x_t with a W of ours; outside the layer only the output y is read: ds_new_c = ds_new_n = 0, for c and n are scaled by what m holds, and a "
    "gradient for c_T alone would act through m, for which B13 hands back 0; a digit counts the assignments to one variable (dc1 is B3, dc2 is B7)"
)
CELL = "xlstm_slstm"
STATE = dict(h="y", c="c")
UPSTREAM = dict(ds_new_y="y")
ASSUMES = dict(h0=0, c0=0)                       # y = c = n = m = 0 before the first step
MEANING = dict(
    dy="y", dc1=["c", ("-oc", "c")], dn1=["n", ("-y", "n")], u="oc", dc2="c", dn2="n",
    diraw="iraw", dfraw="fraw", dzraw="zraw", doraw="oraw", dg="raw",
    ds_c_prev="c_prev", ds_n=["n", ("-y", "n")], ds_y_prev="y_prev", dR="R", db="b", dWx="Wx",
)


def Wx(W, x):
    "(ours) Wx_t = W x_t: computed outside the cell and handed in"
    return W @ x


def raw(Wx, R, y_prev, b):
    "(F1) [ĩ f̃ z̃ õ] = Wx_t + R y_{t-1} + b"
    return Wx + R @ y_prev + b


def iraw(raw):
    "(F1) ĩ, the first block"
    return split(raw, 4)[0]


def fraw(raw):
    "(F1) f̃, the second block"
    return split(raw, 4)[1]


def zraw(raw):
    "(F1) z̃, the third block"
    return split(raw, 4)[2]


def oraw(raw):
    "(F1) õ, the fourth block"
    return split(raw, 4)[3]


def l(fraw, m_prev):  # noqa: E743
    "(F2, B5) l = ls(f̃) + m_{t-1},  ls(v) = log σ(v)"
    return log(sigmoid(fraw)) + m_prev


def m(iraw, l, n_prev):  # noqa: E741
    "(F3) m_t = ĩ if n_{t-1} = 0, max(ĩ, l) otherwise"
    return where(real(n_prev) + 0 * real(iraw) == 0, iraw, maximum(iraw, l))


def i(iraw, m):
    "(F4) i = min(1, exp(ĩ − m_t))"
    return minimum(1, exp(iraw - m))


def f(l, m):  # noqa: E741
    "(F4, B5) f = min(1, exp(l − m_t))"
    return minimum(1, exp(l - m))


def z(zraw):
    "(F4) z = tanh(z̃)"
    return tanh(zraw)


def o(oraw):
    "(F4) o = σ(õ)"
    return sigmoid(oraw)


def c(f, c_prev, i, z):
    "(F5) c_t = f c_{t-1} + i z"
    return f * c_prev + i * z


def n(f, n_prev, i):
    "(F6) n_t = f n_{t-1} + i"
    return f * n_prev + i


def oc(o, c):
    "(ours) o c_t, the numerator of F7"
    return o * c


def y(oc, n):
    "(F7) y_t = o c_t / n_t"
    return oc / n


def ds_new_c(c):
    "(ours) ds_new_c = 0: nothing outside the layer reads c"
    return 0 * c


def ds_new_n(n):
    "(ours) ds_new_n = 0: nothing outside the layer reads n"
    return 0 * n


def dy(ds_new_y, ds_y):
    "(B1, B2) dy_rec = ds_y,  dy = ds_new_y + dy_rec"
    return ds_new_y + ds_y


def dc1(ds_new_c, ds_c):
    "(B3) dc = ds_new_c + ds_c"
    return ds_new_c + ds_c


def dn1(ds_new_n, ds_n):
    "(B4) dn = ds_new_n + ds_n"
    return ds_new_n + ds_n


def sigma_f(fraw):
    "(B5) σf = min(1, σ(f̃))"
    return minimum(1, sigmoid(fraw))


def u(dy, n):
    "(B6) u = dy / n_t"
    return dy / n


def dc2(dc1, u, o):
    "(B7) dc = dc + u o"
    return dc1 + u * o


def dn2(dn1, u, y):
    "(B8) dn = dn − u y_t"
    return dn1 - u * y


def diraw(i, z, dc2, dn2):
    "(B9) dĩ = i (z dc + dn)"
    return i * (z * dc2 + dn2)


def dfraw(f, dc2, c_prev, dn2, n_prev, sigma_f):
    "(B10) df̃ = f (dc c_{t-1} + dn n_{t-1}) (1 − σf)"
    return f * (dc2 * c_prev + dn2 * n_prev) * (1 - sigma_f)


def dzraw(dc2, i, z):
    "(B11) dz̃ = dc i (1 − z²)"
    return dc2 * i * (1 - z**2)


def doraw(o, y, dy):
    "(B12) dõ = (1 − o) y_t dy"
    return (1 - o) * y * dy


def dg(diraw, dfraw, dzraw, doraw):
    "(B14) [dĩ df̃ dz̃ dõ]"
    return stack(diraw, dfraw, dzraw, doraw)


def ds_c_prev(f, dc2):
    "(B13) ds_c = f dc"
    return f * dc2


def ds_n(f_next, dn2_next):
    "(B13) ds_n = f dn, left by step t+1"
    return f_next * dn2_next


def ds_y_prev(R, dg):
    "(B13, B14) ds_y = 0,  ds_y = ds_y + R^T [dĩ df̃ dz̃ dõ]"
    return 0 + R.mT @ dg


def dR(dg, y_prev):
    "(B15) dR = Σ_t Σ_batch [dĩ df̃ dz̃ dõ]_t y_{t-1}^T per head"
    return outer(dg, y_prev)


def db(dg):
    "(B15) db = Σ_t Σ_batch [dĩ df̃ dz̃ dõ]_t"
    return dg


def dWx(dg):
    "(B15) dWx_t = [dĩ df̃ dz̃ dõ]_t"
    return dg


def layout(W, U, b):
    "R, b: the gates on top of each other in the order i, f, z (the project's g), o; W, outside the cell, alike"
    return dict(W=stack(W.i, W.f, W.g, W.o), R=stack(U.i, U.f, U.g, U.o), b=stack(b.i, b.f, b.g, b.o))
