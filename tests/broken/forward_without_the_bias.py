# culprit: layout or forward
# causes: z LC503
BASE = "canonical"


def z(W, x, U, h_prev):
    "(ours) z = W x + U h_prev"
    return W @ x + U @ h_prev
