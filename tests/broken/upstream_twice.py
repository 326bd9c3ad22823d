# culprit: dh
# causes: dh LC108
BASE = "canonical"


def dh(dy, dh_next):
    "(7) dh = 2 dy + dh_next"
    return 2 * dy + dh_next
