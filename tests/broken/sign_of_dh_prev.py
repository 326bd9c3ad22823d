# culprit: dh_prev
# causes: dh_prev LC109
BASE = "canonical"


def dh_prev(U, dz):
    "(14) dh_prev = - Uᵀ dz"
    return -U.mT @ dz
