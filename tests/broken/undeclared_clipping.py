# culprit: dz
# causes: dz LC701
from lstmcmp.symbols import stack

BASE = "canonical"


def dz(di, df, dg, do):
    "dz = clip([di; df; dg; do], -0.1, 0.1)"
    return stack(di, df, dg, do).clip(-0.1, 0.1)
