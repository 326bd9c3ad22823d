# culprit: df
# causes: df LC301
BASE = "canonical"


def df(dc, c_next, f):
    "(11) df = dc ⊙ c_next ⊙ f ⊙ (1 - f)"
    return dc * c_next * f * (1 - f)
