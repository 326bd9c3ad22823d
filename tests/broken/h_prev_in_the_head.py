# culprit: W_v_d
# causes: W_v_d LC301
from lstmcmp.symbols import outer

BASE = "jayasiri_2017"


def W_v_d(dv, h_prev):
    "(B1) W_v.d += dv · h_{t-1}^T"
    return outer(dv, h_prev)
