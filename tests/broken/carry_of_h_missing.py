# culprit: dh
# causes: dh LC201
BASE = "canonical"


def dh(dy):
    "(7) dh = dy"
    return dy
