"""One matrix for everything: z = Theta [h; x; 1], with the gates in the order f, o, i, g."""

from lstmcmp.symbols import beside, outer, sigmoid, split, stack, tanh

STATE = dict(h="h", c="c")
UPSTREAM = dict(dy="h", dc_next="c@T")
MEANING = dict(dh="h", dc="c", dz="z", dv="v", dh_prev="h_prev", dx="x", dc_prev="c_prev", dTheta="Theta")


def v(h_prev, x):
    return stack(h_prev, x, 1)


def z(Theta, v):
    return Theta @ v


def f(z):
    return sigmoid(split(z, 4)[0])


def o(z):
    return sigmoid(split(z, 4)[1])


def i(z):
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


def dz(dc, c_prev, f, dh, c, o, g, i):
    return stack(dc * c_prev * f * (1 - f), dh * tanh(c) * o * (1 - o), dc * g * i * (1 - i), dc * i * (1 - g**2))


def dv(Theta, dz):
    return Theta.mT @ dz


def dh_prev(dv, H):
    return dv[..., :H, :]


def dx(dv, H):
    return dv[..., H:-1, :]


def dc_prev(dc, f):
    return dc * f


def dTheta(dz, v):
    return outer(dz, v)


def layout(W, U, b):
    return dict(Theta=stack(*(beside(getattr(U, k), getattr(W, k), getattr(b, k)) for k in "foig")))
