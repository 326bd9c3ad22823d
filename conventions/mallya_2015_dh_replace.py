"""LSTM Forward and Backward Pass, the gradient from step t+1 in the place of the cost gradient, Arun Mallya (2015)."""
from lstmcmp.symbols import real, where

BASE = "mallya_2015"
READING = (
    "the text of 2017-01-23; dh_replace: the δh^{t-1} of B13 takes the place of the cost gradient of h^{t-1} wherever it exists, "
    "so that the cost gradient is δh^t at the last step only; "
    "δc starts as zero after the last step; x^t includes the bias term, so W holds the biases and there is no array b"
)


def step(x, step_prev):
    "(ours) t = 1, 2, ..., the number of the step"
    return 0 * x[..., :1, :] + step_prev + 1


def last(step, T):
    "(ours) 1 at the last step and 0 at all earlier ones: there is no step t+1 whose B13 gives a δh^t"
    return where(real(step) == T, 0 * step + 1, 0 * step)


def delta_h(delta_h_next, last, dC_dh):
    "(Output) given δh^t = ∂E/∂h^t, dh_replace: the δh^t that B13 of step t+1 retrieves; at the last step the cost gradient of h^t"
    return delta_h_next + last * dC_dh


def _delta_h(delta_h_next, dC_dh):
    """(Output) given δh^t = ∂E/∂h^t: the δh^t that B13 of step t+1 retrieves + the cost gradient of h^t

    h^t has a cost of its own at every step, and in the figure of the unrolled network the arrow from the cost and the arrow from step
    t+1 meet at h^t; no line says how. Added, as mallya_2015 reads the figure, every line agrees as printed."""
    return delta_h_next + dC_dh


ERRATA = dict(delta_h=_delta_h)
