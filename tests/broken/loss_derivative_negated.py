# culprits: Delta, db
# causes: db LC302, Delta LC109
BASE = "gomez_2016"


def Delta(out, label):
    "(L2) dE/dx = x^ - x"
    return label - out
