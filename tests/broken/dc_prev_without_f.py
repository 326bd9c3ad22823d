# culprit: dc_prev
# causes: dc_prev LC101
BASE = "canonical"


def dc_prev(dc):
    "(13) dc_prev = dc"
    return dc
