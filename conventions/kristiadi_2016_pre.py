"""Deriving LSTM Gradient for Backpropagation, dsigmoid and dtanh of values before the activation, Agustinus Kristiadi (2016)."""
from lstmcmp.symbols import sigmoid, tanh

BASE = "kristiadi_2016"
READING = (
    "the text since 2017-02-12; pre: dsigmoid(v) = sigmoid(v) (1 - sigmoid(v)) and dtanh(v) = 1 - tanh(v)^2 for whatever argument is passed; "
    "else as in kristiadi_2016: a name with a digit is a value that a later line overwrites: dho1 is B5's dho, dc1 is B7's dc; "
    "the (dh_next, dc_next) of the first step, which are formed and not returned, are judged as dh0 and dc0"
)
UPSTREAM = {}                                    # judged with its own loss, F8
del FACTOR  # noqa: F821


def _dsigmoid(v):
    return sigmoid(v) * (1 - sigmoid(v))


def _dtanh(v):
    return 1 - tanh(v) ** 2


_dtanh_hc = _dtanh_c = _dtanh


def _dy(prob, y_train, T):
    """(B1) dy = prob; dy[1, y_train] -= 1; dy /= T

    F8 divides the loss by the number of steps; B1 prints the derivative of the sum."""
    return (prob - y_train) / T


def _dho(X, Wo, bo, dho1):
    """(B6) dho = dsigmoid(X @ Wo + bo) * dho

    By F3 ho is the value behind the sigmoid, and so reads this dsigmoid the argument of the sigmoid. The post does not define
    dsigmoid; with dsigmoid(v) = v (1 - v) the line agrees as printed, see kristiadi_2016."""
    return _dsigmoid(X @ Wo + bo) * dho1


def _dhf(X, Wf, bf, dhf1):
    """(B10) dhf = dsigmoid(X @ Wf + bf) * dhf

    As for B6: hf is the value behind the sigmoid of F1."""
    return _dsigmoid(X @ Wf + bf) * dhf1


def _dhi(X, Wi, bi, dhi1):
    """(B12) dhi = dsigmoid(X @ Wi + bi) * dhi

    As for B6: hi is the value behind the sigmoid of F2."""
    return _dsigmoid(X @ Wi + bi) * dhi1


def _dhc(X, Wc, bc, dhc1):
    """(B14) dhc = dtanh(X @ Wc + bc) * dhc

    As for B6: hc is the value behind the tanh of F4. B7, which passes c, the argument of its tanh, agrees with this reading."""
    return _dtanh(X @ Wc + bc) * dhc1


ERRATA = dict(dy=_dy, dho=_dho, dhf=_dhf, dhi=_dhi, dhc=_dhc)
