# culprit: di
# causes: di LC104
BASE = "canonical"


def di(dc, i):
    "(12) di = dc ⊙ i ⊙ i ⊙ (1 - i)"
    return dc * i * i * (1 - i)
