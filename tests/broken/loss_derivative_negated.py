# culprits: Delta, db
BASE = "gomez_2016"


def Delta(out, label):
    "(L2) dE/dx = x^ - x"
    return label - out
