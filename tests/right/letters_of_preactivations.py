"""di, df, dg, do are the gradients before the activations; nothing is declared."""

from lstmcmp.symbols import outer, stack, tanh

FORWARD = "canonical"
UPSTREAM = dict(dy="h", dc_next="c@T")


def dh(dy, dh_next):
    return dy + dh_next


def dc(dc_next, dh, o, c):
    return dc_next + dh * o * (1 - tanh(c) ** 2)


def do(dh, c, o):
    return dh * tanh(c) * o * (1 - o)


def df(dc, c_prev, f):
    return dc * c_prev * f * (1 - f)


def di(dc, g, i):
    return dc * g * i * (1 - i)


def dg(dc, i, g):
    return dc * i * (1 - g**2)


def dz(di, df, dg, do):
    return stack(di, df, dg, do)


def dc_prev(dc, f):
    return dc * f


def dh_prev(U, dz):
    return U.mT @ dz


def dx(W, dz):
    return W.mT @ dz


def dW(dz, x):
    return outer(dz, x)


def dU(dz, h_prev):
    return outer(dz, h_prev)


def db(dz):
    return dz
