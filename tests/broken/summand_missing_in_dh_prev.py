# culprit: dh_prev
# causes: dh_prev LC205
from lstmcmp.symbols import split

BASE = "canonical"


def dh_prev(U, dz):
    "(14) dh_prev = U_iᵀ dz_i + U_fᵀ dz_f + U_gᵀ dz_g"
    return sum(U_k.mT @ dz_k for U_k, dz_k in list(zip(split(U, 4), split(dz, 4), strict=True))[:3])
