# culprit: dh_prev
# causes: dh_prev LC402
BASE = "canonical"


def dh_prev(W, dz):
    "(16) dh_{t-1} = Wᵀ dz"
    return W.mT @ dz
