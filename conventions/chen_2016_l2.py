"""A Gentle Tutorial of Recurrent Neural Network with Error Backpropagation, least squares, Gang Chen (2016)."""
from lstmcmp.symbols import total

BASE = "chen_2016"
READING = "L2: least squares (1/2)(y_t - z_t)² with the softmax of (20); else as in chen_2016: O2, P2, F1, C2, D2"
UPSTREAM = {}                                    # dz comes from (21) alone
del FACTOR  # noqa: F821


def loss(y, z):
    "L(t) = (1/2) (y_t - z_t)²"
    return (y - z) ** 2 / 2


def _dz(y, z):
    """(21) dz_t = (∂z_t/∂α_t) (z_t - y_t)

    With least squares the derivative by z_t is z_t - y_t, and the derivative by the argument of the softmax has the derivative of the
    softmax as a factor; y_t - z_t is, up to the sign, that of the cross entropy."""
    return z * (z - y - total(z * (z - y)))


ERRATA = dict(dz=_dz)
