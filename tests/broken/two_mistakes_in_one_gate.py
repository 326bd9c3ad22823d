# culprit: df
# causes: df LC102
BASE = "canonical"


def df(dc, c, f):
    "(11) df = dc ⊙ c ⊙ f"
    return dc * c * f
