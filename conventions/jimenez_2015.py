"""Simple LSTM, Nicolas D. Jimenez (2015)."""
import numpy as np

from lstmcmp.symbols import beside, outer, sigmoid, stack, tanh

SOURCE = dict(
    author="Nicolas D. Jimenez", year=2015, title="Simple LSTM", kind="mathematics and code",
    url="https://nicodjimenez.github.io/2014/08/08/lstm.html",
)
READING = (
    "code: B1-B18 as in the code, with S1, S2; F8 stands for F1-F4; φ, which the post does not define, is tanh as in the code; B17 is the post's; "
    "P4 prints bottom_diff_s = dL(t)/ds(t), P3 with S2 makes it dL(t)/ds(t-1), and so it is judged; the first node's bottom_diff_h and bottom_diff_s, "
    "which have no other name, are judged as dh0 and dc0; the loss is the code's toy loss L3"
)
CELL = "no-output-tanh"                          # F6: h(t) = s(t) * o(t)
STATE = dict(h="h", c="s")
UPSTREAM = dict(dl_dh="h")                       # dl(t)/dh(t) of P1 and S1, S2
TARGETS = dict(label="1")
MEANING = dict(
    dl_dh=("loss", "h"), top_diff_h="h", top_diff_s=["s", ("-h", "s")],  # P2; P3: all of s(t) but what goes through h(t)
    ds="s", do="o", di="i", dg="g", df="f",
    di_input="pre(i)", df_input="pre(f)", do_input="pre(o)", dg_input="pre(g)",
    W_i_diff="W_i", W_f_diff="W_f", W_o_diff="W_o", W_g_diff="W_g", b_i_diff="b_i", b_f_diff="b_f", b_o_diff="b_o", b_g_diff="b_g",
    dxc="x_c", bottom_diff_s="s_prev", bottom_diff_x="x", bottom_diff_h="h_prev",
)


def _rand_arr(*shape):                           # each array from seed 0 again, uniform in [-0.1, 0.1)
    return np.random.RandomState(0).rand(*shape) * 0.2 - 0.1


EXAMPLE = dict(                                  # test.py, first iteration: D = 50, H = 100; no published result is known
    **{f"W_{k}": _rand_arr(100, 150) for k in "gifo"}, **{f"b_{k}": _rand_arr(100) for k in "gifo"},
    x=np.random.RandomState(0).rand(300)[100:].reshape(4, 50),  # uniform in [0, 1), from where the last bias has left the generator
    label=[-0.5, 0.2, 0.1, -0.5], h0=np.zeros(100), c0=np.zeros(100),
)


def x_c(x, h_prev):
    "(F7) x_c(t) = [x(t), h(t-1)]"
    return stack(x, h_prev)


def g(W_g, x_c, b_g):
    "(F8) g(t) = φ(W_g x_c(t) + b_g)"
    return tanh(W_g @ x_c + b_g)


def i(W_i, x_c, b_i):
    "(F8) i(t) = σ(W_i x_c(t) + b_i)"
    return sigmoid(W_i @ x_c + b_i)


def f(W_f, x_c, b_f):
    "(F8) f(t) = σ(W_f x_c(t) + b_f)"
    return sigmoid(W_f @ x_c + b_f)


def o(W_o, x_c, b_o):
    "(F8) o(t) = σ(W_o x_c(t) + b_o)"
    return sigmoid(W_o @ x_c + b_o)


def s(g, i, s_prev, f):
    "(F5) s(t) = g(t) * i(t) + s(t-1) * f(t)"
    return g * i + s_prev * f


def h(s, o):
    "(F6) h(t) = s(t) * o(t)"
    return s * o


def loss(h, label):
    "(L3) l = (h[0] - label)^2"
    return (h[..., :1, :] - label) ** 2


def dl_dh(h, label):
    "(L4) component 0 is 2 (h[0] - label), all others 0"
    return stack(2 * (h[..., :1, :] - label), 0 * h[..., 1:, :])


def top_diff_h(dl_dh, bottom_diff_h_next):
    "(S1, S2) t = T: top_diff_h = dl(T)/dh(T);  t < T: top_diff_h = dl(t)/dh(t) + bottom_diff_h(t+1)"
    return dl_dh + bottom_diff_h_next


def top_diff_s(bottom_diff_s_next):
    "(S1, S2) t = T: top_diff_s = 0;  t < T: top_diff_s = bottom_diff_s(t+1)"
    return bottom_diff_s_next


def ds(o, top_diff_h, top_diff_s):
    "(B1) ds = o * top_diff_h + top_diff_s"
    return o * top_diff_h + top_diff_s


def do(s, top_diff_h):
    "(B2) do = s * top_diff_h"
    return s * top_diff_h


def di(g, ds):
    "(B3) di = g * ds"
    return g * ds


def dg(i, ds):
    "(B4) dg = i * ds"
    return i * ds


def df(s_prev, ds):
    "(B5) df = s(t-1) * ds"
    return s_prev * ds


def di_input(i, di):
    "(B6) di_input = (1 - i) * i * di"
    return (1 - i) * i * di


def df_input(f, df):
    "(B7) df_input = (1 - f) * f * df"
    return (1 - f) * f * df


def do_input(o, do):
    "(B8) do_input = (1 - o) * o * do"
    return (1 - o) * o * do


def dg_input(g, dg):
    "(B9) dg_input = (1 - g^2) * dg"
    return (1 - g**2) * dg


def W_i_diff(di_input, x_c):
    "(B10) W_i_diff += outer(di_input, x_c)"
    return outer(di_input, x_c)


def W_f_diff(df_input, x_c):
    "(B10) W_f_diff += outer(df_input, x_c)"
    return outer(df_input, x_c)


def W_o_diff(do_input, x_c):
    "(B10) W_o_diff += outer(do_input, x_c)"
    return outer(do_input, x_c)


def W_g_diff(dg_input, x_c):
    "(B10) W_g_diff += outer(dg_input, x_c)"
    return outer(dg_input, x_c)


def b_i_diff(di_input):
    "(B11) b_i_diff += di_input"
    return di_input


def b_f_diff(df_input):
    "(B11) b_f_diff += df_input"
    return df_input


def b_o_diff(do_input):
    "(B11) b_o_diff += do_input"
    return do_input


def b_g_diff(dg_input):
    "(B11) b_g_diff += dg_input"
    return dg_input


def dxc(W_i, di_input, W_f, df_input, W_o, do_input, W_g, dg_input):
    "(B12-15) dxc = W_i^T di_input + W_f^T df_input + W_o^T do_input + W_g^T dg_input"
    return W_i.mT @ di_input + W_f.mT @ df_input + W_o.mT @ do_input + W_g.mT @ dg_input


def bottom_diff_s(ds, f):
    "(B16) bottom_diff_s = ds * f"
    return ds * f


def bottom_diff_x(dxc, D):
    "(B17) bottom_diff_x = dxc[first D entries]"
    return dxc[..., :D, :]


def bottom_diff_h(dxc, D):
    "(B18) bottom_diff_h = dxc[remaining H entries]"
    return dxc[..., D:, :]


def layout(W, U, b):
    "W_k = [W_k | U_k] (columns: x, then h) and b_k, k = g, i, f, o"
    return dict(
        W_g=beside(W.g, U.g), W_i=beside(W.i, U.i), W_f=beside(W.f, U.f), W_o=beside(W.o, U.o),
        b_g=b.g, b_i=b.i, b_f=b.f, b_o=b.o,
    )
