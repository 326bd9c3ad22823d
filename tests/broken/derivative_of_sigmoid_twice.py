# culprit: df
# causes: df LC106
BASE = "canonical"


def df(dc, c_prev, f):
    "(11) df = dc ⊙ c_prev ⊙ f² ⊙ (1 - f)²"
    return dc * c_prev * (f * (1 - f)) ** 2
