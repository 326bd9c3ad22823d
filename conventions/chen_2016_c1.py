"""A Gentle Tutorial of Recurrent Neural Network with Error Backpropagation, (25) as an assignment, Gang Chen (2016)."""
from lstmcmp.symbols import tanh

BASE = "chen_2016"
READING = (
    "C1: statement by statement, (25) replaces what (27) of step t+1 has stored in dc_t; what comes from outside is dz_t, the derivative by α_t: "
    "(21) is judged in chen_2016; else as in chen_2016: O2, P2, F1, D2"
)
MEANING = {k: v for k, v in MEANING.items() if k != "dc_h"}  # noqa: F821

del dc_h, loss, FACTOR  # noqa: F821


def dc(c, o, dh):
    "(25) dc_t = (1 - tanh(c_t)^2) o_t dh_t"
    return (1 - tanh(c) ** 2) * o * dh


def _dc(c, o, dh, dc_next):
    """(25) dc_t += (1 - tanh(c_t)^2) o_t dh_t

    (25) is printed with =, (27) with +=; the assignment drops what step t+1 hands back. (38) prints the sum."""
    return (1 - tanh(c) ** 2) * o * dh + dc_next


ERRATA = dict(dc=_dc)
