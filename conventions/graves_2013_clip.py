"""Generating Sequences With Recurrent Neural Networks, with clipped derivatives, Alex Graves (2013)."""
from lstmcmp.symbols import clamp, tanh

BASE = "graves_2013"
READING = (
    "C1: the derivative by the network inputs of the LSTM layer, before the σ and tanh functions, is clipped to [-r, r], as the paper says in words: each "
    "e^k_t is clamped entry by entry as soon as it is known, and only the clamped value is used afterwards, W_co e^o_t of the same step included; "
    "r = 0.05, small enough to act on this problem (the paper has r = 1 for text and r = 10 for handwriting); else as in graves_2013: the paper prints "
    "(7)-(11), every backward line here is ours; one hidden layer (N = 1) of (3); Y of (4) the softmax of the text experiments; W_ci, W_cf, W_co, "
    "diagonal in the paper, are vectors here; h_0 and c_0 any; what goes to x_t, h_0 and c_0 is not given"
)
_R = 0.05
CLIP = dict(a_i=_R, a_f=_R, a_c=_R, a_o=_R)


def e_o(dh, c, o):
    "(ours) e^o_t = clamp(∂L/∂h_t ∘ tanh(c_t) ∘ o_t ∘ (1 - o_t), -r, r)"
    return clamp(dh * tanh(c) * o * (1 - o), -_R, _R)


def e_i(dc, a_c, i):
    "(ours) e^i_t = clamp(∂L/∂c_t ∘ tanh(a^c_t) ∘ i_t ∘ (1 - i_t), -r, r)"
    return clamp(dc * tanh(a_c) * i * (1 - i), -_R, _R)


def e_f(dc, c_prev, f):
    "(ours) e^f_t = clamp(∂L/∂c_t ∘ c_{t-1} ∘ f_t ∘ (1 - f_t), -r, r)"
    return clamp(dc * c_prev * f * (1 - f), -_R, _R)


def e_c(dc, i, a_c):
    "(ours) e^c_t = clamp(∂L/∂c_t ∘ i_t ∘ (1 - tanh²(a^c_t)), -r, r)"
    return clamp(dc * i * (1 - tanh(a_c) ** 2), -_R, _R)
