# culprit: dc
# causes: dc LC102
BASE = "canonical"


def dc(dc_next, dh, o):
    "(8) dc = dc_next + dh ⊙ o"
    return dc_next + dh * o
