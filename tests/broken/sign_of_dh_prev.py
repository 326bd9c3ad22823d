# culprit: dh_prev
BASE = "canonical"


def dh_prev(U, dz):
    "(14) dh_prev = - Uᵀ dz"
    return -U.mT @ dz
