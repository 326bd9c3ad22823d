# culprit: dc
# causes: dc LC105
from lstmcmp.symbols import tanh

BASE = "canonical"


def dc(dc_next, dh, o, c):
    "(8) dc = dc_next + dh ⊙ o ⊙ (1 - tanh(c))"
    return dc_next + dh * o * (1 - tanh(c))
