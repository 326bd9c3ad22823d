"""What comes from the next step has names of its own, said in HANDED."""

from lstmcmp.symbols import outer, stack, tanh

FORWARD = "canonical"
UPSTREAM = dict(dy="h")
HANDED = dict(from_the_right="to_the_left", memory="memory_out")
MEANING = dict(dh="h", dc="c", dz="z", to_the_left="h_prev", memory_out="c_prev", dx="x", dW="W", dU="U", db="b")


def dh(dy, from_the_right):
    return dy + from_the_right


def dc(memory, dh, o, c):
    return memory + dh * o * (1 - tanh(c) ** 2)


def dz(dc, c_prev, f, dh, c, o, g, i):
    return stack(dc * g * i * (1 - i), dc * c_prev * f * (1 - f), dc * i * (1 - g**2), dh * tanh(c) * o * (1 - o))


def memory_out(dc, f):
    return dc * f


def to_the_left(U, dz):
    return U.mT @ dz


def dx(W, dz):
    return W.mT @ dz


def dW(dz, x):
    return outer(dz, x)


def dU(dz, h_prev):
    return outer(dz, h_prev)


def db(dz):
    return dz
