# culprit: dx
BASE = "canonical"


def dx(W, dz):
    "(15) dx = W dz"
    return W @ dz
