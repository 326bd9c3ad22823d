# culprit: dx
# causes: dx LC109
BASE = "canonical"


def dx(W, dz):
    "(15) dx = - Wᵀ dz"
    return -W.mT @ dz
