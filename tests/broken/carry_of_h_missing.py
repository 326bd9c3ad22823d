# culprit: dh
BASE = "canonical"


def dh(dy):
    "(7) dh = dy"
    return dy
