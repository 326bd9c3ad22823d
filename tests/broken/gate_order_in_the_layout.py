# culprit: layout or forward
# causes: layout LC501
from lstmcmp.symbols import stack

BASE = "canonical"


def layout(W, U, b):
    "W, U, b: the gates in the order i, f, o, g"
    return dict(W=stack(W.i, W.f, W.o, W.g), U=stack(U.i, U.f, U.o, U.g), b=stack(b.i, b.f, b.o, b.g))
