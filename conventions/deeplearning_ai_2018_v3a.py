"""Building your Recurrent Neural Network - Step by Step, version 3a, deeplearning.ai (2018)."""
import numpy as np

from lstmcmp.symbols import beside, sigmoid, softmax, stack, tanh

BASE = "deeplearning_ai_2018"
READING = (
    "version 3a: the forward pass in another order and with Γ_i, W_i, b_i, while the backward pass, (7)-(17), keeps Γ_u and W_u; "
    "readings as in deeplearning_ai_2018: prec_plain, tanh_name, cprev_state, slice_WT, loop_carry"
)
WEIGHTS = dict(W_y=(2, "H"), b_y=(2, 1))         # the prediction, n_y = 2
MEANING = MEANING | dict(dGamma_u="pre(Gamma_i)", dW_u="W_i", db_u="b_i")  # noqa: F821
EXAMPLE = {dict(W_u="W_i", b_u="b_i").get(k, k): v for k, v in EXAMPLE.items()} | dict(  # noqa: F821  as drawn in the copy whose backward test has no Wy, by
    W_y=np.random.RandomState(1).randn(450)[440:].reshape(2, 5), b_y=np.random.RandomState(1).randn(452)[450:],  # drawn after b_c for lstm_forward
    printed=EXAMPLE["printed"] | dict(y={(3, 4, 1): 0.95087346185}),  # noqa: F821  under lstm_forward
)


def Gamma_f(W_f, a_prev, x, b_f):
    "(1) Γ_f^<t> = σ(W_f [a^<t-1>, x^<t>] + b_f)"
    return sigmoid(W_f @ stack(a_prev, x) + b_f)


def c_tilde(W_c, a_prev, x, b_c):
    "(3) c̃^<t> = tanh(W_c [a^<t-1>, x^<t>] + b_c)"
    return tanh(W_c @ stack(a_prev, x) + b_c)


def Gamma_i(W_i, a_prev, x, b_i):
    "(2) Γ_i^<t> = σ(W_i [a^<t-1>, x^<t>] + b_i)"
    return sigmoid(W_i @ stack(a_prev, x) + b_i)


def c(Gamma_f, c_prev, Gamma_i, c_tilde):
    "(4) c^<t> = Γ_f^<t> * c^<t-1> + Γ_i^<t> * c̃^<t>"
    return Gamma_f * c_prev + Gamma_i * c_tilde


def Gamma_o(W_o, a_prev, x, b_o):
    "(5) Γ_o^<t> = σ(W_o [a^<t-1>, x^<t>] + b_o)"
    return sigmoid(W_o @ stack(a_prev, x) + b_o)


def a(Gamma_o, c):
    "(6) a^<t> = Γ_o^<t> * tanh(c^<t>)"
    return Gamma_o * tanh(c)


def y(W_y, a, b_y):
    "y^<t> = softmax(W_y a^<t> + b_y)"
    return softmax(W_y @ a + b_y)


def Gamma_u(Gamma_i):
    "(ours) Γ_u^<t> = Γ_i^<t>: the update gate's letter in the backward pass"
    return Gamma_i


def W_u(W_i):
    "(ours) W_u = W_i: the letter in the backward pass"
    return W_i


def layout(W, U, b):
    "W_k = [U_k | W_k] (columns: a, then x) and b_k, k = f, i, c (the project's g), o"
    return dict(
        W_f=beside(U.f, W.f), W_i=beside(U.i, W.i), W_c=beside(U.g, W.g), W_o=beside(U.o, W.o),
        b_f=b.f, b_i=b.i, b_c=b.g, b_o=b.o,
    )
