# culprit: dh
# causes: dh LC101
BASE = "jayasiri_2017"


def dh(dv, dh_next):
    "(B2) dh = dv + dh_next"
    return dv + dh_next
