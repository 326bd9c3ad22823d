"""Supervised Sequence Labelling with Recurrent Neural Networks, logistic squashing of cell input and output, Alex Graves (2012)."""
from lstmcmp.symbols import sigmoid

BASE = "graves_2012"
READING = (
    "f logistic, g logistic with range [-2, 2], h logistic with range [-1, 1], two of the squashing functions of the author's code; the text keeps f, g, h "
    "general; else as in graves_2012: Q2: b_i^t of the weight rule, printed once for all units, is what (4.2)-(4.8) multiply the weight with; "
    "one cell per block (C = 1, H blocks); softmax with cross entropy; the bias is one more input clamped to 1; b^0 and s^0 any, as the text allows"
)
CELL = "peephole-logistic-squashing"


def _g(a):                                       # cell input: 4σ(a) - 2, range [-2, 2]
    return 4 * sigmoid(a) - 2


def _g_prime(a):                                 # (4 - y²)/4 for y = g(a)
    return (4 - _g(a) ** 2) / 4


def _h(a):                                       # cell output: 2σ(a) - 1, range [-1, 1]
    return 2 * sigmoid(a) - 1


def _h_prime(a):                                 # (1 - y²)/2 for y = h(a)
    return (1 - _h(a) ** 2) / 2
