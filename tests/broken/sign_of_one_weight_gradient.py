# culprit: dU
# causes: dU LC109
from lstmcmp.symbols import outer

BASE = "canonical"


def dU(dz, h_prev):
    "(17) dU = - Σ_t dz h_prevᵀ"
    return -outer(dz, h_prev)
