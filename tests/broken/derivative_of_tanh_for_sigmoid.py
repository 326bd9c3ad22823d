# culprit: do
# causes: do LC111
from lstmcmp.symbols import tanh

BASE = "canonical"


def do(dh, c, o):
    "(9) do = dh ⊙ tanh(c) ⊙ (1 - o²)"
    return dh * tanh(c) * (1 - o**2)
