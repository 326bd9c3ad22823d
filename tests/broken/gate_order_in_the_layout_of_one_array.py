# culprit: layout or forward
# causes: layout LC501
from lstmcmp.symbols import stack

BASE = "canonical"


def layout(W, U, b):
    "b: the gates in the order f, i, g, o"
    return dict(W=stack(W.i, W.f, W.g, W.o), U=stack(U.i, U.f, U.g, U.o), b=stack(b.f, b.i, b.g, b.o))
