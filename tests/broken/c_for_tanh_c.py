# culprit: do
BASE = "canonical"


def do(dh, c, o):
    "(9) do = dh ⊙ c ⊙ o ⊙ (1 - o)"
    return dh * c * o * (1 - o)
