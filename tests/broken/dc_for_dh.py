# culprit: do
# causes: do LC112
from lstmcmp.symbols import tanh

BASE = "canonical"


def do(dc, c, o):
    "(9) do = dc ⊙ tanh(c) ⊙ o ⊙ (1 - o)"
    return dc * tanh(c) * o * (1 - o)
