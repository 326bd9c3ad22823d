# culprit: dW
# causes: dW LC108
from lstmcmp.symbols import outer

BASE = "canonical"


def dW(dz, x, T):
    "(16) dW = 1/T Σ_t dz xᵀ"
    return outer(dz, x) / T
