# culprit: df
# causes: df LC301
BASE = "canonical"


def df(dc, c, f):
    "(11) df = dc ⊙ c ⊙ f ⊙ (1 - f)"
    return dc * c * f * (1 - f)
