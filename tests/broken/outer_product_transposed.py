# culprit: dU
# causes: dU LC404
from lstmcmp.symbols import outer

BASE = "canonical"


def dU(dz, h_prev):
    "(17) dU = Σ_t h_prev dzᵀ"
    return outer(h_prev, dz)
