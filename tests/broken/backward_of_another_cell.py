# culprits: dc, do
# causes: dc LC107, do LC103
BASE = "canonical"


def h(o, c):
    "(6) h = o ⊙ c"
    return o * c
