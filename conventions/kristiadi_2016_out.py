"""Deriving LSTM Gradient for Backpropagation, dsigmoid and dtanh of activated values, Agustinus Kristiadi (2016)."""

BASE = "kristiadi_2016"
READING = (
    "the text since 2017-02-12; out: dsigmoid(v) = v (1 - v) and dtanh(v) = 1 - v^2 for whatever argument is passed, so also in dtanh(c); "
    "else as in kristiadi_2016: a name with a digit is a value that a later line overwrites: dho1 is B5's dho, dc1 is B7's dc; "
    "the (dh_next, dc_next) of the first step, which are formed and not returned, are judged as dh0 and dc0"
)
UPSTREAM = {}                                    # judged with its own loss, F8
del FACTOR  # noqa: F821


def _dtanh(v):
    return 1 - v**2


_dtanh_hc = _dtanh_c = _dtanh


def _dy(prob, y_train, T):
    """(B1) dy = prob; dy[1, y_train] -= 1; dy /= T

    F8 divides the loss by the number of steps; B1 prints the derivative of the sum."""
    return (prob - y_train) / T


def _dc1(ho, dh, c):
    """(B7) dc = ho * dh * dtanh(tanh(c))

    B6, B10, B12 and B14 pass an activated value, and so reads this dtanh; by F5 and F6 the c that B7 passes is the cell state before
    its tanh. The post does not define dtanh; with dtanh(c) = 1 - tanh(c)^2 the line agrees as printed, see kristiadi_2016."""
    return ho * dh * _dtanh(tanh(c))  # noqa: F821


ERRATA = dict(dy=_dy, dc1=_dc1)
