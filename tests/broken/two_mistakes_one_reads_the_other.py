# culprits: dc, df
# causes: dc LC102, df LC301
BASE = "canonical"


def dc(dc_next, dh, o):
    "(8) dc = dc_next + dh ⊙ o"
    return dc_next + dh * o


def df(dc, c, f):
    "(11) df = dc ⊙ c ⊙ f ⊙ (1 - f)"
    return dc * c * f * (1 - f)
