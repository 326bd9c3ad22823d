"""A Gentle Tutorial of Recurrent Neural Network with Error Backpropagation, least squares and dz as the derivative by z, Gang Chen (2016)."""
from lstmcmp.symbols import outer, total

BASE = "chen_2016"
READING = (
    "L2: least squares (1/2)(y_t - z_t)² with the softmax of (20); D1: dz_t of (21) stands for the derivative by z_t, the text's words; else as "
    "in chen_2016: O2, P2, F1, C2"
)
UPSTREAM = {}                                    # dz comes from (21) alone
del FACTOR  # noqa: F821
MEANING = MEANING | dict(dz="z")  # noqa: F821


def loss(y, z):
    "L(t) = (1/2) (y_t - z_t)²"
    return (y - z) ** 2 / 2


def _dz(y, z):
    """(21) dz_t = z_t - y_t

    The derivative of (1/2)(y_t - z_t)² by z_t is z_t - y_t; the update rule subtracts."""
    return z - y


def _dW_hz(h, z, dz):
    """(22) dW_hz = Σ_t h_t (∂z_t/∂α_t) dz_t

    W_hz acts on z_t through the softmax; if dz_t is the derivative by z_t, the derivative of the softmax is missing."""
    return outer(h, z * (dz - total(z * dz)))


def _dh(dh_next, W_hz, z, dz):
    """(23, 33) dh_T = W_hz (∂z_T/∂α_T) dz_T; dh_{t-1} = dh_{t-1} + W_hz (∂z_{t-1}/∂α_{t-1}) dz_{t-1}

    As for (22): h_t acts on z_t through the softmax."""
    return dh_next + W_hz @ (z * (dz - total(z * dz)))


ERRATA = dict(dz=_dz, dW_hz=_dW_hz, dh=_dh)
