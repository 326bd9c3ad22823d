"""Building your Recurrent Neural Network - Step by Step, version 3b and later, deeplearning.ai (2020)."""
import numpy as np

from lstmcmp.symbols import beside, outer, sigmoid, softmax, stack, tanh

SOURCE = dict(
    author="deeplearning.ai", year=2020, title="Building your Recurrent Neural Network - Step by Step (version 3b and later)",
    kind="mathematics and code", url="https://www.coursera.org/learn/nlp-sequence-models",
)
READING = (
    "version 3b of 2020 and the notebooks of 2021 to 2023 without a version mark, equations (7)-(21); dgc_p: dγ_c of (17) is the dpc̃ of the words above (15); "
    "loop_carry: da_next = da[:,:,t] + da_prevt and dc_next = dc_prevt, both then replaced by the da_prev and dc_prev of the step, "
    "where the code of lstm_backward leaves its lines open; "
    "a_next and c_next are a^<t> and c^<t>; dc_prev of the first step, which lstm_backward does not return, is judged as dc0"
)
STATE = dict(h="a", c="c")
UPSTREAM = dict(da_t="a")                        # da[:,:,t]
WEIGHTS = dict(W_y=(2, "H"), b_y=(2, 1))         # the prediction, n_y = 2
HANDED = dict(da_prevt="da_prev", dc_prevt="dc_prev")  # loop_carry
ASSUMES = dict(c0=0)                             # c^<0> = 0; a^<0> is passed in
MEANING = dict(                                  # γ_f, γ_u, γ_o, pc̃ are the values between the dense layer and σ or tanh
    da_next_t="a", dc_next_t=["c", ("-a", "c")],  # dc_next: what comes from step t+1, without the share through a^<t>
    dgamma_o="pre(Gamma_o)", dpc_tilde="pre(c_tilde)", dgamma_u="pre(Gamma_i)", dgamma_f="pre(Gamma_f)",
    dgamma_c="pre(c_tilde)", dW_f="W_f", dW_u="W_i", dW_c="W_c", dW_o="W_o", db_f="b_f", db_u="b_i", db_c="b_c", db_o="b_o",
    da_prev="a_prev", dc_prev="c_prev", dx="x",
)
_draw = np.random.RandomState(1).randn           # the notebook's test of lstm_backward: seed(1), then randn in this order; columns are examples, time is last
EXAMPLE = dict(                                  # da has 4 steps, so that only the first 4 of the 7 steps of x are gone back through
    x=_draw(3, 10, 7)[:, :, :4].transpose(2, 1, 0), h0=_draw(5, 10).mT,
    W_f=_draw(5, 8), b_f=_draw(5, 1), W_i=_draw(5, 8), b_i=_draw(5, 1), W_o=_draw(5, 8), b_o=_draw(5, 1), W_c=_draw(5, 8), b_c=_draw(5, 1),
    da_t=_draw(5, 10, 4).transpose(2, 1, 0),
    W_y=np.random.RandomState(1).randn(450)[440:].reshape(2, 5), b_y=np.random.RandomState(1).randn(452)[450:],  # drawn after b_c for lstm_forward
    printed=dict(                                # "Expected Output"; c[1][2][1] and y[1][4][3] under lstm_forward; da0 is the da_prev of the first step
        c={(1, 2, 1): -0.855544916718}, y={(3, 4, 1): 0.95087346185}, dx={(..., 2, 1): [0.00218254, 0.28205375, -0.48292508, -0.43281115]},
        da_prev={(0, 3, 2): 0.312770310257},
        dW_f={(3, 1): -0.0809802310938}, dW_u={(1, 2): 0.40512433093}, dW_c={(3, 1): -0.0793746735512}, dW_o={(1, 2): 0.038948775763},
        db_f={(4, 0): -0.15745657}, db_u={(4, 0): -0.50848333}, db_c={(4, 0): -0.42510818}, db_o={(4, 0): -0.17958196},
    ),
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


def dgamma_o(da_next_t, c, Gamma_o):
    "(7) dγ_o^<t> = da_next * tanh(c_next) * Γ_o^<t> * (1 - Γ_o^<t>)"
    return da_next_t * tanh(c) * Gamma_o * (1 - Gamma_o)


def dpc_tilde(dc_next_t, Gamma_u, Gamma_o, c, da_next_t, c_tilde):
    "(8) dpc̃^<t> = ( dc_next * Γ_u^<t> + Γ_o^<t> * (1 - tanh²(c_next)) * Γ_u^<t> * da_next ) * (1 - (c̃^<t>)²)"
    return (dc_next_t * Gamma_u + Gamma_o * (1 - tanh(c) ** 2) * Gamma_u * da_next_t) * (1 - c_tilde**2)


def dgamma_u(dc_next_t, c_tilde, Gamma_o, c, da_next_t, Gamma_u):
    "(9) dγ_u^<t> = ( dc_next * c̃^<t> + Γ_o^<t> * (1 - tanh²(c_next)) * c̃^<t> * da_next ) * Γ_u^<t> * (1 - Γ_u^<t>)"
    return (dc_next_t * c_tilde + Gamma_o * (1 - tanh(c) ** 2) * c_tilde * da_next_t) * Gamma_u * (1 - Gamma_u)


def dgamma_f(dc_next_t, c_prev, Gamma_o, c, da_next_t, Gamma_f):
    "(10) dγ_f^<t> = ( dc_next * c_prev + Γ_o^<t> * (1 - tanh²(c_next)) * c_prev * da_next ) * Γ_f^<t> * (1 - Γ_f^<t>)"
    return (dc_next_t * c_prev + Gamma_o * (1 - tanh(c) ** 2) * c_prev * da_next_t) * Gamma_f * (1 - Gamma_f)


def dW_f(dgamma_f, a_prev, x):
    "(11) dW_f = dγ_f^<t> [a_prev ; x_t]^T"
    return outer(dgamma_f, stack(a_prev, x))


def dW_u(dgamma_u, a_prev, x):
    "(12) dW_u = dγ_u^<t> [a_prev ; x_t]^T"
    return outer(dgamma_u, stack(a_prev, x))


def dW_c(dpc_tilde, a_prev, x):
    "(13) dW_c = dpc̃^<t> [a_prev ; x_t]^T"
    return outer(dpc_tilde, stack(a_prev, x))


def dW_o(dgamma_o, a_prev, x):
    "(14) dW_o = dγ_o^<t> [a_prev ; x_t]^T"
    return outer(dgamma_o, stack(a_prev, x))


def dgamma_c(dpc_tilde):
    "(ours) dγ_c^<t> = dpc̃^<t>: (17) prints dγ_c, which is defined nowhere; the sentence above (15) has dpc̃"
    return dpc_tilde


def db_f(dgamma_f):
    "(15) db_f = Σ_batch dγ_f^<t>"
    return dgamma_f


def db_u(dgamma_u):
    "(16) db_u = Σ_batch dγ_u^<t>"
    return dgamma_u


def db_c(dgamma_c):
    "(17) db_c = Σ_batch dγ_c^<t>"
    return dgamma_c


def db_o(dgamma_o):
    "(18) db_o = Σ_batch dγ_o^<t>"
    return dgamma_o


def da_prev(W_f, dgamma_f, W_u, dgamma_u, W_c, dpc_tilde, W_o, dgamma_o, H):
    "(19) da_prev = W_f^T dγ_f^<t> + W_u^T dγ_u^<t> + W_c^T dpc̃^<t> + W_o^T dγ_o^<t>, the first n_a: W_f = W_f[:,:n_a] etc."
    return W_f[..., :, :H].mT @ dgamma_f + W_u[..., :, :H].mT @ dgamma_u + W_c[..., :, :H].mT @ dpc_tilde + W_o[..., :, :H].mT @ dgamma_o


def dc_prev(dc_next_t, Gamma_f, Gamma_o, c, da_next_t):
    "(20) dc_prev = dc_next * Γ_f^<t> + Γ_o^<t> * (1 - tanh²(c_next)) * Γ_f^<t> * da_next"
    return dc_next_t * Gamma_f + Gamma_o * (1 - tanh(c) ** 2) * Gamma_f * da_next_t


def dx(W_f, dgamma_f, W_u, dgamma_u, W_c, dpc_tilde, W_o, dgamma_o, H):
    "(21) dx^<t> = W_f^T dγ_f^<t> + W_u^T dγ_u^<t> + W_c^T dpc̃^<t> + W_o^T dγ_o^<t>, from n_a to the end: W_f = W_f[:,n_a:] etc."
    return W_f[..., :, H:].mT @ dgamma_f + W_u[..., :, H:].mT @ dgamma_u + W_c[..., :, H:].mT @ dpc_tilde + W_o[..., :, H:].mT @ dgamma_o


def da_next_t(da_t, da_prevt):
    "(ours) da_next = da[:,:,t] + da_prevt: the arguments of the one-step function are left open; loop_carry"
    return da_t + da_prevt


def dc_next_t(dc_prevt):
    "(ours) dc_next = dc_prevt: left open as well; loop_carry"
    return dc_prevt


def layout(W, U, b):
    "W_k = [U_k | W_k] (columns: a, then x) and b_k, k = f, i, c (the project's g), o"
    return dict(
        W_f=beside(U.f, W.f), W_i=beside(U.i, W.i), W_c=beside(U.g, W.g), W_o=beside(U.o, W.o),
        b_f=b.f, b_i=b.i, b_c=b.g, b_o=b.o,
    )
