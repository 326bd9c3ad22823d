"""delta = -dL/d. and the weight changes along it: every symbol has the sign, and says so."""

from lstmcmp.symbols import outer, stack, tanh

FORWARD = "canonical"
UPSTREAM = dict(target_minus_output="-h")
MEANING = dict(delta_h="-h", delta_c="-c", delta_z="-z", delta_h_prev="-h_prev", delta_c_prev="-c_prev", Delta_x="-x", Delta_W="-W", Delta_U="-U", Delta_b="-b")


def delta_h(target_minus_output, delta_h_next):
    return target_minus_output + delta_h_next


def delta_c(delta_c_next, delta_h, o, c):
    return delta_c_next + delta_h * o * (1 - tanh(c) ** 2)


def delta_z(delta_c, c_prev, f, delta_h, c, o, g, i):
    return stack(delta_c * g * i * (1 - i), delta_c * c_prev * f * (1 - f), delta_c * i * (1 - g**2), delta_h * tanh(c) * o * (1 - o))


def delta_c_prev(delta_c, f):
    return delta_c * f


def delta_h_prev(U, delta_z):
    return U.mT @ delta_z


def Delta_x(W, delta_z):
    return W.mT @ delta_z


def Delta_W(delta_z, x):
    return outer(delta_z, x)


def Delta_U(delta_z, h_prev):
    return outer(delta_z, h_prev)


def Delta_b(delta_z):
    return delta_z
