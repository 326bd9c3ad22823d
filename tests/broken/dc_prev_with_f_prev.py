# culprit: dc_prev
# causes: dc_prev LC301
BASE = "canonical"


def dc_prev(dc, f_prev):
    "(13) dc_prev = dc ⊙ f_prev"
    return dc * f_prev
