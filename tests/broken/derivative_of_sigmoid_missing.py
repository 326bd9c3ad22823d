# culprit: do
# causes: do LC102
from lstmcmp.symbols import tanh

BASE = "canonical"


def do(dh, c):
    "(9) do = dh ⊙ tanh(c)"
    return dh * tanh(c)
