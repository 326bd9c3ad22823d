# culprit: dz
# causes: dz LC108
from lstmcmp.symbols import stack

BASE = "canonical"


def dz(di, df, dg, do):
    "dz = [di; df; dg; 0]"
    return stack(di, df, dg, 0 * do)
