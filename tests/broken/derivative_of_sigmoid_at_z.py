# culprit: di
# causes: di LC106
from lstmcmp.symbols import split

BASE = "canonical"


def di(dc, g, z):
    "(12) di = dc ⊙ g ⊙ z_i ⊙ (1 - z_i)"
    return dc * g * split(z, 4)[0] * (1 - split(z, 4)[0])
