# culprit: dh_prev
# causes: dh_prev LC401
from lstmcmp.symbols import split

BASE = "canonical"


def dh_prev(U, dz):
    "(14) dh_prev = Σ_k U_k dz_k"
    return sum(U_k @ dz_k for U_k, dz_k in zip(split(U, 4), split(dz, 4), strict=True))
