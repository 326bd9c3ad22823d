# culprit: dh_prev
# causes: dh_prev LC502
BASE = "jayasiri_2017"


def dh_prev(dz, H):
    "(B9) dh_prev = dz[-H:]"
    return dz[..., -H:, :]
