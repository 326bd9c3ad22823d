"""hipsternet, class LSTM, the code of 2016, Agustinus Kristiadi (2016)."""

BASE = "hipsternet_2017"
SOURCE = dict(
    author="Agustinus Kristiadi", year=2016, title="hipsternet, class LSTM (fcf1a0f)", kind="code",
    url="https://github.com/wiseodd/hipsternet/blob/fcf1a0f/hipsternet/neuralnet.py",
)
READING = (
    "the code at fcf1a0f (2016-12-07), in force from August 2016 to 2017-02-12: V1 and V2 in place of W1 to W3; "
    "F6 overwrites the c of F5, and its value is handed on; F9 is the mean over the steps and B1 divides by the rows of y, one here, so that the gradients "
    "are those of the sum; a name with a digit is a value that a later line overwrites: c1 is F5's c, dc1 is V1's dc; "
    "the (dh_next, dc_next) of the first step, which are formed and not returned, are judged as dh0 and dc0; the clipping of the summed gradients to "
    "[-5, 5] stands between the gradient and the update and is not part of this file"
)
UPSTREAM = dict(dy="y")
FACTOR = "T"                                     # F9 divides by the number of steps, B1 does not
MEANING = {k: v for k, v in MEANING.items() if k != "dc2"}  # noqa: F821
ERRATA = {}

del dc2  # noqa: F821


def dc1(ho, dh, dc_next):
    "(V1) dc = ho * dh + dc_next"
    return ho * dh + dc_next


def dc(dc1, c):
    "(V2) dc = tanh_backward(dc, c)"
    return _tanh_backward(dc1, c)  # noqa: F821
