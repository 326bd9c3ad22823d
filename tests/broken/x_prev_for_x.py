# culprit: dW
# causes: dW LC301
from lstmcmp.symbols import outer

BASE = "canonical"


def dW(dz, x_prev):
    "(16) dW = Σ_t dz x_prevᵀ"
    return outer(dz, x_prev)
