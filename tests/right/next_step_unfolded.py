"""Nothing is handed back: every equation reads what it needs of step t+1."""

from lstmcmp.symbols import outer, stack, tanh

FORWARD = "canonical"
UPSTREAM = dict(dy="h")
MEANING = dict(dh="h", dc="c", dz="z", dx="x", dW="W", dU="U", db="b")


def dh(dy, U, dz_next):
    return dy + U.mT @ dz_next


def dc(dc_next, f_next, dh, o, c):
    return dc_next * f_next + dh * o * (1 - tanh(c) ** 2)


def dz(dc, c_prev, f, dh, c, o, g, i):
    return stack(dc * g * i * (1 - i), dc * c_prev * f * (1 - f), dc * i * (1 - g**2), dh * tanh(c) * o * (1 - o))


def dx(W, dz):
    return W.mT @ dz


def dW(dz, x):
    return outer(dz, x)


def dU(dz, h_prev):
    return outer(dz, h_prev)


def db(dz):
    return dz
