# culprit: do
# causes: do LC103
BASE = "canonical"


def do(dh, c, o):
    "(9) do = dh ⊙ c ⊙ o ⊙ (1 - o)"
    return dh * c * o * (1 - o)
