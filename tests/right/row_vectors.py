"""Row vectors: z = x W + h_prev U + b."""

from lstmcmp.symbols import beside, outer, sigmoid, split, tanh

AXES = "row"
STATE = dict(h="h", c="c")
UPSTREAM = dict(dy="h", dc_next="c@T")
MEANING = dict(dh="h", dc="c", di="pre(i)", df="pre(f)", dg="pre(g)", do="pre(o)", dz="z", dh_prev="h_prev", dc_prev="c_prev", dx="x", dW="W", dU="U", db="b")


def z(x, W, h_prev, U, b):
    return x @ W + h_prev @ U + b


def i(z):
    return sigmoid(split(z, 4)[0])


def f(z):
    return sigmoid(split(z, 4)[1])


def o(z):
    return sigmoid(split(z, 4)[2])


def g(z):
    return tanh(split(z, 4)[3])


def c(f, c_prev, i, g):
    return f * c_prev + i * g


def h(o, c):
    return o * tanh(c)


def dh(dy, dh_next):
    return dy + dh_next


def dc(dc_next, dh, o, c):
    return dc_next + dh * o * (1 - tanh(c) ** 2)


def di(dc, g, i):
    return dc * g * i * (1 - i)


def df(dc, c_prev, f):
    return dc * c_prev * f * (1 - f)


def dg(dc, i, g):
    return dc * i * (1 - g**2)


def do(dh, c, o):
    return dh * tanh(c) * o * (1 - o)


def dz(di, df, do, dg):
    return beside(di, df, do, dg)


def dc_prev(dc, f):
    return dc * f


def dh_prev(dz, U):
    return dz @ U.mT


def dx(dz, W):
    return dz @ W.mT


def dW(x, dz):
    return outer(x, dz)


def dU(h_prev, dz):
    return outer(h_prev, dz)


def db(dz):
    return dz


def layout(W, U, b):
    return {n: beside(a.i.mT, a.f.mT, a.o.mT, a.g.mT) for n, a in (("W", W), ("U", U), ("b", b))}
