"""LSTM Forward and Backward Pass, no gradient from step t+1 for the output, Arun Mallya (2015)."""
BASE = "mallya_2015"
READING = (
    "the text of 2017-01-23; dh_drop: δh^t of the output slide is the cost gradient alone, the δh^{t-1} of B13 is not used; "
    "δc starts as zero after the last step; x^t includes the bias term, so W holds the biases and there is no array b"
)


def delta_h(dC_dh):
    "(Output) given δh^t = ∂E/∂h^t, dh_drop: the cost gradient of h^t"
    return dC_dh


def _delta_h(dC_dh, delta_h_next):
    """(Output) given δh^t = ∂E/∂h^t: the cost gradient of h^t + δh^t of B13 at step t+1

    F1 to F4 of step t+1 read h^t as well, so the cost gradient of h^t is the whole ∂E/∂h^t at the last step only. B13 retrieves the
    rest and the figure of the unrolled network leads it to h^t, but no line adds the two; mallya_2015 reads the figure so, and
    every line agrees as printed."""
    return dC_dh + delta_h_next


ERRATA = dict(delta_h=_delta_h)
