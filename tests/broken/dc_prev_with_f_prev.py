# culprit: dc_prev
BASE = "canonical"


def dc_prev(dc, f_prev):
    "(13) dc_prev = dc ⊙ f_prev"
    return dc * f_prev
