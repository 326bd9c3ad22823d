"""CS231n 2016, assignment 3, rnn_layers.py, Maxim Podkolzine (2016)."""
import numpy as np

from lstmcmp.symbols import beside, sigmoid, split, tanh

SOURCE = dict(
    author="Maxim Podkolzine", year=2016, title="CS231n 2016, assignment 3, rnn_layers.py", kind="code",
    url="https://github.com/maxim5/original-machine-learning/blob/0caeb6d/gist/cs231n-convnets-2016/assignment-3/assignment3/cs231n/rnn_layers.py",
)
READING = (
    "B3 adds in place, on the array that S2 passes in; nothing but B4-B7 reads it afterwards: d_next_c1 is the argument, d_next_c the value after B3; "
    "the d_prev_c of the first step, which the step returns and the sequence function does not, is judged as dc0; d_h0 (S5) is the d_prev_h of the first step"
)
AXES = "row"                                     # x . Wx + prev_h . Wh
STATE = dict(h="next_h", c="next_c")
UPSTREAM = dict(d_h="next_h")
HANDED = dict(d_h_next_t="d_prev_h", d_c_next_t="d_prev_c")  # S3; zero at first (S1)
ASSUMES = dict(c0=0)                             # the initial cell state is zero and not an argument
MEANING = dict(
    d_next_h="next_h", d_next_c1=["next_c", ("-z", "next_c")],  # S2: all that comes from step t+1; B3 adds the share through z
    d_z="z", d_o="o", d_next_c="next_c", d_f="f", d_prev_c="next_c_prev", d_i="i", d_g="g",
    d_a_g="pre(g)", d_a_o="pre(o)", d_a_f="pre(f)", d_a_i="pre(i)", d_a="a",
    d_prev_h="next_h_prev", d_Wh="Wh", d_x="x", d_Wx="Wx", d_b="b",
)
EXAMPLE = dict(                                  # LSTM_Captioning.ipynb beside the file, "LSTM: forward": N, D, H, T = 2, 5, 4, 3; h as expected there
    x=np.linspace(-0.4, 0.6, 30).reshape(2, 3, 5).swapaxes(0, 1), h0=np.linspace(-0.4, 0.8, 8).reshape(2, 4),
    Wx=np.linspace(-0.2, 0.9, 80).reshape(5, 16), Wh=np.linspace(-0.3, 0.6, 64).reshape(4, 16), b=np.linspace(0.2, 0.7, 16),
    printed=dict(next_h=np.array([
        [[0.01764008, 0.01823233, 0.01882671, 0.0194232], [0.11287491, 0.12146228, 0.13018446, 0.13902939], [0.31358768, 0.33338627, 0.35304453, 0.37250975]],
        [[0.45767879, 0.4761092, 0.4936887, 0.51041945], [0.6704845, 0.69350089, 0.71486014, 0.7346449], [0.81733511, 0.83677871, 0.85403753, 0.86935314]],
    ]).swapaxes(0, 1)),
)


def prev_h(next_h_prev):
    "(Symbols) prev_h = h_{t-1}"
    return next_h_prev


def prev_c(next_c_prev):
    "(Symbols) prev_c = c_{t-1}"
    return next_c_prev


def a(x, Wx, prev_h, Wh, b):
    "(F1) a = x . Wx + prev_h . Wh + b"
    return x @ Wx + prev_h @ Wh + b


def i(a):
    "(F2) i = σ of column block 1 of a"
    return sigmoid(split(a, 4)[0])


def f(a):
    "(F2) f = σ of column block 2 of a"
    return sigmoid(split(a, 4)[1])


def o(a):
    "(F2) o = σ of column block 3 of a"
    return sigmoid(split(a, 4)[2])


def g(a):
    "(F3) g = tanh of column block 4 of a"
    return tanh(split(a, 4)[3])


def next_c(f, prev_c, i, g):
    "(F4) next_c = f ⊙ prev_c + i ⊙ g"
    return f * prev_c + i * g


def z(next_c):
    "(F5) z = tanh(next_c)"
    return tanh(next_c)


def next_h(o, z):
    "(F6) next_h = o ⊙ z"
    return o * z


def d_next_h(d_h_next_t, d_h):
    "(S2) d_next_h = d_h_next_t + d_h[:, t]"
    return d_h_next_t + d_h


def d_next_c1(d_c_next_t):
    "(S2) d_next_c = d_c_next_t"
    return d_c_next_t


def d_z(o, d_next_h):
    "(B1) d_z = o ⊙ d_next_h"
    return o * d_next_h


def d_o(z, d_next_h):
    "(B2) d_o = z ⊙ d_next_h"
    return z * d_next_h


def d_next_c(d_next_c1, z, d_z):
    "(B3) d_next_c += (1 - z ⊙ z) ⊙ d_z"
    return d_next_c1 + (1 - z * z) * d_z


def d_f(d_next_c, prev_c):
    "(B4) d_f = d_next_c ⊙ prev_c"
    return d_next_c * prev_c


def d_prev_c(d_next_c, f):
    "(B5) d_prev_c = d_next_c ⊙ f"
    return d_next_c * f


def d_i(d_next_c, g):
    "(B6) d_i = d_next_c ⊙ g"
    return d_next_c * g


def d_g(d_next_c, i):
    "(B7) d_g = d_next_c ⊙ i"
    return d_next_c * i


def d_a_g(g, d_g):
    "(B8) d_a_g = (1 - g ⊙ g) ⊙ d_g"
    return (1 - g * g) * d_g


def d_a_o(o, d_o):
    "(B9) d_a_o = o ⊙ (1 - o) ⊙ d_o"
    return o * (1 - o) * d_o


def d_a_f(f, d_f):
    "(B10) d_a_f = f ⊙ (1 - f) ⊙ d_f"
    return f * (1 - f) * d_f


def d_a_i(i, d_i):
    "(B11) d_a_i = i ⊙ (1 - i) ⊙ d_i"
    return i * (1 - i) * d_i


def d_a(d_a_i, d_a_f, d_a_o, d_a_g):
    "(B12) d_a = [d_a_i, d_a_f, d_a_o, d_a_g]"
    return beside(d_a_i, d_a_f, d_a_o, d_a_g)


def d_prev_h(d_a, Wh):
    "(B13) d_prev_h = d_a . Wh^T"
    return d_a @ Wh.mT


def d_Wh(prev_h, d_a):
    "(B14, S6) d_Wh = prev_h^T . d_a"
    return prev_h.mT @ d_a


def d_x(d_a, Wx):
    "(B15, S4) d_x = d_a . Wx^T"
    return d_a @ Wx.mT


def d_Wx(x, d_a):
    "(B16, S6) d_Wx = x^T . d_a"
    return x.mT @ d_a


def d_b(d_a):
    "(B17, S6) d_b = Σ over the N rows of d_a"
    return d_a


def layout(W, U, b):
    "Wx = [W_i^T  W_f^T  W_o^T  W_g^T], Wh = [U_i^T  U_f^T  U_o^T  U_g^T], b a row in the same order"
    return dict(
        Wx=beside(W.i.mT, W.f.mT, W.o.mT, W.g.mT), Wh=beside(U.i.mT, U.f.mT, U.o.mT, U.g.mT), b=beside(b.i.mT, b.f.mT, b.o.mT, b.g.mT),
    )
