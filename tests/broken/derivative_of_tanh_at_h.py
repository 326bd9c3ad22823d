# culprit: dc
# causes: dc LC110
from lstmcmp.symbols import tanh

BASE = "canonical"


def dc(dc_next, dh, o, c, h):
    "(8) dc = dc_next + dh ⊙ o ⊙ (1 - tanh²(h))"
    return dc_next + dh * o * (1 - tanh(h) ** 2)
