# culprit: dg
# causes: dg LC108
BASE = "canonical"


def dg(dc, i, g):
    "(10) dg = 1.000001 dc ⊙ i ⊙ (1 - g²)"
    return 1.000001 * dc * i * (1 - g**2)
