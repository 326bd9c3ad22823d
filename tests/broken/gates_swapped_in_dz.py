# culprit: dz
# causes: dz LC405
from lstmcmp.symbols import stack

BASE = "canonical"


def dz(di, df, dg, do):
    "dz = [df; di; dg; do]"
    return stack(df, di, dg, do)
