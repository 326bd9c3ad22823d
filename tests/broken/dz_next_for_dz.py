# culprit: dU
# causes: dU LC302
from lstmcmp.symbols import outer

BASE = "canonical"


def dU(dz_next, h_prev):
    "(17) dU = Σ_t dz_next h_prevᵀ"
    return outer(dz_next, h_prev)
