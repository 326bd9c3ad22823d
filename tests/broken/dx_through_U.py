# culprit: dx
# causes: dx LC402
BASE = "canonical"


def dx(U, dz):
    "(15) dx = Uᵀ dz"
    return U.mT @ dz
