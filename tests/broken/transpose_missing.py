# culprit: dx
# causes: dx LC401
BASE = "canonical"


def dx(W, dz):
    "(15) dx = W dz"
    return W @ dz
