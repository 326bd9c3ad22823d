# culprits: dc, do
BASE = "canonical"


def h(o, c):
    "(6) h = o ⊙ c"
    return o * c
