# culprit: di
# causes: di LC108
BASE = "canonical"


def di(dc, g, i):
    "(12) di = 2 dc ⊙ g ⊙ i ⊙ (1 - i)"
    return 2 * dc * g * i * (1 - i)
