# culprit: dh_prev
# causes: dh_prev LC302
BASE = "canonical"


def dh_prev(U, dz_next):
    "(14) dh_prev = Uᵀ dz_next"
    return U.mT @ dz_next
