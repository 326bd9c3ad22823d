# culprit: layout or forward
# causes: c LC503
BASE = "canonical"


def c(f, i, g):
    "(5) c = f + i ⊙ g"
    return f + i * g
