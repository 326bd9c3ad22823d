# culprits: dc_prev, dh_prev
# causes: dc_prev LC101, dh_prev LC109
BASE = "canonical"


def dc_prev(dc):
    "(13) dc_prev = dc"
    return dc


def dh_prev(U, dz):
    "(14) dh_prev = -Uᵀ dz"
    return -U.mT @ dz
