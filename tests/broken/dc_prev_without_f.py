# culprit: dc_prev
BASE = "canonical"


def dc_prev(dc):
    "(13) dc_prev = dc"
    return dc
