# culprit: dc
# causes: dc LC202
from lstmcmp.symbols import tanh

BASE = "canonical"


def dc(dh, o, c):
    "(8) dc = dh ⊙ o ⊙ (1 - tanh²(c))"
    return dh * o * (1 - tanh(c) ** 2)
