"""dc is there before the step (dc_init) and the step adds to it: dc += local."""

from lstmcmp.symbols import outer, stack, tanh

FORWARD = "canonical"
UPSTREAM = dict(dy="h", dc_init="c@T")
MEANING = dict(dh="h", local=("h", "c"), dc="c", dz="z", dh_prev="h_prev", dc_init_prev="c_prev", dx="x", dW="W", dU="U", db="b")


def dh(dy, dh_next):
    return dy + dh_next


def local(dh, o, c):
    return dh * o * (1 - tanh(c) ** 2)


def dc(dc_init, local):
    "dc += local"
    return dc_init + local


def dz(dc, c_prev, f, dh, c, o, g, i):
    return stack(dc * g * i * (1 - i), dc * c_prev * f * (1 - f), dc * i * (1 - g**2), dh * tanh(c) * o * (1 - o))


def dc_init_prev(dc, f):
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
