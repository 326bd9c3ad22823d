# culprit: dg
# causes: dg LC105
BASE = "canonical"


def dg(dc, i, g):
    "(10) dg = dc ⊙ i ⊙ (1 - g)²"
    return dc * i * (1 - g) ** 2
