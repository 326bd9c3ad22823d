"""di, df, dg, do are the gradients of the gates themselves, the activations come later; nothing is declared."""

from lstmcmp.symbols import outer, stack, tanh

FORWARD = "canonical"
UPSTREAM = dict(dy="h", dc_next="c@T")


def dh(dy, dh_next):
    return dy + dh_next


def dc(dc_next, dh, o, c):
    return dc_next + dh * o * (1 - tanh(c) ** 2)


def do(dh, c):
    return dh * tanh(c)


def df(dc, c_prev):
    return dc * c_prev


def di(dc, g):
    return dc * g


def dg(dc, i):
    return dc * i


def dz(di, i, df, f, dg, g, do, o):
    return stack(di * i * (1 - i), df * f * (1 - f), dg * (1 - g**2), do * o * (1 - o))


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
