# culprit: dg
# causes: dg LC109
BASE = "canonical"


def dg(dc, i, g):
    "(10) dg = dc ⊙ i ⊙ (1 + g²)"
    return dc * i * (1 + g**2)
