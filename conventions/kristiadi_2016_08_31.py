"""Deriving LSTM Gradient for Backpropagation, the text of 31 August 2016, Agustinus Kristiadi (2016)."""

BASE = "kristiadi_2016"
READING = (
    "the text of 2016-08-31, in force until 2017-02-12: V3 and V4 in place of B7 and B8; "
    "mixed: dsigmoid(v) = v (1 - v), dtanh(hc) = 1 - hc^2, dtanh(c) = 1 - tanh(c)^2; tanh(c) of F6 is given a name, tanh_c, for V3's dc is its gradient; "
    "else as in kristiadi_2016: a name with a digit is a value that a later line overwrites: dho1 is V1's dho, dc1 is V3's dc; "
    "the (dh_next, dc_next) of the first step, which are formed and not returned, are judged as dh0 and dc0"
)
MEANING = MEANING | dict(dc1="tanh_c")  # noqa: F821      V4 multiplies it with dtanh(c)
UPSTREAM = {}                                    # judged with its own loss, F8
del FACTOR  # noqa: F821


def tanh_c(c):
    "(ours) tanh(c), a part of F6"
    return tanh(c)  # noqa: F821


def h(ho, tanh_c):
    "(F6) h = ho * tanh(c)"
    return ho * tanh_c


def dho1(tanh_c, dh):
    "(V1) dho = tanh(c) * dh"
    return tanh_c * dh


def dho(ho, dho1):
    "(V2') dho = dsigmoid(ho) * dho"
    return _dsigmoid(ho) * dho1  # noqa: F821


def dc1(ho, dh, dc_next):
    "(V3) dc = ho * dh + dc_next"
    return ho * dh + dc_next


def dc(c, dc1):
    "(V4) dc = dtanh(c) * dc"
    return _dtanh_c(c) * dc1  # noqa: F821


def _dy(prob, y_train, T):
    """(B1) dy = prob; dy[1, y_train] -= 1; dy /= T

    F8 divides the loss by the number of steps; B1 prints the derivative of the sum."""
    return (prob - y_train) / T


def _dc1(ho, dh):
    """(V3) dc = ho * dh

    dc_next is hf * dc of the step after (B21): by F5 it arrives at c, which is handed on before the tanh of F6. Added in V3 it is
    multiplied with dtanh(c) in V4. The text of 2017-02-12 adds it after that factor."""
    return ho * dh


def _dc(c, dc1, dc_next):
    """(V4) dc = dtanh(c) * dc + dc_next

    The place of V3's dc_next: behind the factor dtanh(c), as B8 of 2017-02-12 has it."""
    return _dtanh_c(c) * dc1 + dc_next  # noqa: F821


ERRATA = dict(dy=_dy, dc1=_dc1, dc=_dc)
