# culprit: dU
# causes: dU LC301
from lstmcmp.symbols import outer

BASE = "canonical"


def dU(dz, h):
    "(17) dU = Σ_t dz hᵀ"
    return outer(dz, h)
