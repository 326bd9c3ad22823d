"""What step t hands back is called dh_next and dc_next, and so is what it reads."""

from lstmcmp.symbols import outer, stack, tanh

FORWARD = "canonical"
UPSTREAM = dict(dy="h", dc_T="c@T")


def dh(dy, dh_next):
    return dy + dh_next


def dc(dc_T, dc_next, dh, o, c):
    return dc_T + dc_next + dh * o * (1 - tanh(c) ** 2)


def dz(dc, c_prev, f, dh, c, o, g, i):
    return stack(dc * g * i * (1 - i), dc * c_prev * f * (1 - f), dc * i * (1 - g**2), dh * tanh(c) * o * (1 - o))


def dc_next(dc, f):
    return dc * f


def dh_next(U, dz):
    return U.mT @ dz


def dx(W, dz):
    return W.mT @ dz


def dW(dz, x):
    return outer(dz, x)


def dU(dz, h_prev):
    return outer(dz, h_prev)


def db(dz):
    return dz
