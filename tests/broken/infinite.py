# culprit: dg
# causes: dg LC107
BASE = "canonical"


def dg(dc, i, g):
    "(10) dg = dc ⊙ i ⊙ (1 - g²) / 0"
    return dc * i * (1 - g**2) / (0 * g)
