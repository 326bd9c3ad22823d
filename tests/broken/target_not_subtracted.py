# culprit: dv
# causes: dv LC204
BASE = "jayasiri_2017"


def dv(y_hat):
    "(B1) dv = ŷ_t"
    return y_hat
