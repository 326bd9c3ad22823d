"""Building your Recurrent Neural Network - Step by Step, deeplearning.ai (2018)."""
import numpy as np

from lstmcmp.symbols import beside, outer, sigmoid, stack, tanh

SOURCE = dict(
    author="deeplearning.ai", year=2018, title="Building your Recurrent Neural Network - Step by Step", kind="mathematics and code",
    url="https://www.coursera.org/learn/nlp-sequence-models",
)
READING = (
    "versions 3 and 3a, equations (7)-(17); prec_plain: in (8)-(10) products bind before +; "
    "tanh_name: tanh(c̃) of (8) is what tanh gives in (3), so that the factor is 1 - (c̃^<t>)²; "
    "cprev_state: c̃_prev of (10), defined nowhere, is the c_prev of its other term; "
    "slice_WT: the rows that the remarks on (15) and (17) name are rows of W_f^T etc.; "
    "loop_carry: da_next = da[:,:,t] + da_prevt and dc_next = dc_prevt, both then replaced by the da_prev and dc_prev of the step, "
    "where the code of lstm_backward leaves its lines open; "
    "a_next and c_next are a^<t> and c^<t>; dc_prev of the first step, which lstm_backward does not return, is judged as dc0"
)
STATE = dict(h="a", c="c")
UPSTREAM = dict(da_t="a")                        # da[:,:,t]
HANDED = dict(da_prevt="da_prev", dc_prevt="dc_prev")  # loop_carry
ASSUMES = dict(c0=0)                             # c^<0> = 0; a^<0> is passed in
MEANING = dict(                                  # dΓ and dc̃ contain the derivative of the activation and are summed to db: before σ and tanh
    da_next_t="a", dc_next_t=["c", ("-a", "c")],  # dc_next: what comes from step t+1, without the share through a^<t>
    dGamma_o="pre(Gamma_o)", dc_tilde="pre(c_tilde)", dGamma_u="pre(Gamma_u)", dGamma_f="pre(Gamma_f)",
    dW_f="W_f", dW_u="W_u", dW_c="W_c", dW_o="W_o", db_f="b_f", db_u="b_u", db_c="b_c", db_o="b_o",
    da_prev="a_prev", dc_prev="c_prev", dx="x",
)
_draw = np.random.RandomState(1).randn           # the notebook's test of lstm_backward: seed(1), then randn in this order; columns are examples, time is last
EXAMPLE = dict(                                  # da has 4 steps, so that only the first 4 of the 7 steps of x are gone back through
    x=_draw(3, 10, 7)[:, :, :4].transpose(2, 1, 0), h0=_draw(5, 10).mT,
    W_f=_draw(5, 8), b_f=_draw(5, 1), W_u=_draw(5, 8), b_u=_draw(5, 1), W_o=_draw(5, 8), b_o=_draw(5, 1), W_c=_draw(5, 8), b_c=_draw(5, 1),
    da_t=_draw(5, 10, 4).transpose(2, 1, 0),
    printed=dict(                                # "Expected Output"; c[1][2][1] under lstm_forward, which has the same inputs; da0 is the da_prev of the first step
        c={(1, 2, 1): -0.855544916718}, dx={(..., 2, 1): [-0.00173313, 0.08287442, -0.30545663, -0.43281115]}, da_prev={(0, 3, 2): -0.095911501954},
        dW_f={(3, 1): -0.0698198561274}, dW_u={(1, 2): 0.102371820249}, dW_c={(3, 1): -0.0624983794927}, dW_o={(1, 2): 0.0484389131444},
        db_f={(4, 0): -0.0565788}, db_u={(4, 0): -0.06997391}, db_c={(4, 0): -0.27441821}, db_o={(4, 0): 0.16532821},
    ),
)


def Gamma_f(W_f, a_prev, x, b_f):
    "(1) Γ_f^<t> = σ(W_f [a^<t-1>, x^<t>] + b_f)"
    return sigmoid(W_f @ stack(a_prev, x) + b_f)


def Gamma_u(W_u, a_prev, x, b_u):
    "(2) Γ_u^<t> = σ(W_u [a^<t-1>, x^{t}] + b_u)"
    return sigmoid(W_u @ stack(a_prev, x) + b_u)


def c_tilde(W_c, a_prev, x, b_c):
    "(3) c̃^<t> = tanh(W_c [a^<t-1>, x^<t>] + b_c)"
    return tanh(W_c @ stack(a_prev, x) + b_c)


def c(Gamma_f, c_prev, Gamma_u, c_tilde):
    "(4) c^<t> = Γ_f^<t> * c^<t-1> + Γ_u^<t> * c̃^<t>"
    return Gamma_f * c_prev + Gamma_u * c_tilde


def Gamma_o(W_o, a_prev, x, b_o):
    "(5) Γ_o^<t> = σ(W_o [a^<t-1>, x^<t>] + b_o)"
    return sigmoid(W_o @ stack(a_prev, x) + b_o)


def a(Gamma_o, c):
    "(6) a^<t> = Γ_o^<t> * tanh(c^<t>)"
    return Gamma_o * tanh(c)


def i_t(Gamma_u):
    "(ours) i_t = Γ_u^<t>: (8) prints i_t, the code's name of the update gate"
    return Gamma_u


def dGamma_o(da_next_t, c, Gamma_o):
    "(7) dΓ_o^<t> = da_next * tanh(c_next) * Γ_o^<t> * (1 - Γ_o^<t>)"
    return da_next_t * tanh(c) * Gamma_o * (1 - Gamma_o)


def dc_tilde(dc_next_t, Gamma_u, Gamma_o, c, i_t, da_next_t, c_tilde):
    """(8) dc̃^<t> = dc_next * Γ_u^<t> + Γ_o^<t> (1 - tanh(c_next)^2) * i_t * da_next * c̃^<t> * (1 - tanh(c̃)^2)

    tanh_name: tanh(c̃) is c̃^<t>, what the tanh of (3) gives."""
    return dc_next_t * Gamma_u + Gamma_o * (1 - tanh(c) ** 2) * i_t * da_next_t * c_tilde * (1 - c_tilde**2)


def dGamma_u(dc_next_t, c_tilde, Gamma_o, c, da_next_t, Gamma_u):
    "(9) dΓ_u^<t> = dc_next * c̃^<t> + Γ_o^<t> (1 - tanh(c_next)^2) * c̃^<t> * da_next * Γ_u^<t> * (1 - Γ_u^<t>)"
    return dc_next_t * c_tilde + Gamma_o * (1 - tanh(c) ** 2) * c_tilde * da_next_t * Gamma_u * (1 - Gamma_u)


def dGamma_f(dc_next_t, c_prev, Gamma_o, c, da_next_t, Gamma_f):
    """(10) dΓ_f^<t> = dc_next * c̃_prev + Γ_o^<t> (1 - tanh(c_next)^2) * c_prev * da_next * Γ_f^<t> * (1 - Γ_f^<t>)

    cprev_state: c̃_prev is c_prev."""
    return dc_next_t * c_prev + Gamma_o * (1 - tanh(c) ** 2) * c_prev * da_next_t * Gamma_f * (1 - Gamma_f)


def dW_f(dGamma_f, a_prev, x):
    "(11) dW_f = dΓ_f^<t> * (a_prev ; x_t)^T"
    return outer(dGamma_f, stack(a_prev, x))


def dW_u(dGamma_u, a_prev, x):
    "(12) dW_u = dΓ_u^<t> * (a_prev ; x_t)^T"
    return outer(dGamma_u, stack(a_prev, x))


def dW_c(dc_tilde, a_prev, x):
    "(13) dW_c = dc̃^<t> * (a_prev ; x_t)^T"
    return outer(dc_tilde, stack(a_prev, x))


def dW_o(dGamma_o, a_prev, x):
    "(14) dW_o = dΓ_o^<t> * (a_prev ; x_t)^T"
    return outer(dGamma_o, stack(a_prev, x))


def db_f(dGamma_f):
    "(B1) db_f: the sum over axis 1 of dΓ_f^<t>"
    return dGamma_f


def db_u(dGamma_u):
    "(B1) db_u: the sum over axis 1 of dΓ_u^<t>"
    return dGamma_u


def db_c(dc_tilde):
    "(B1) db_c: the sum over axis 1 of dc̃^<t>"
    return dc_tilde


def db_o(dGamma_o):
    "(B1) db_o: the sum over axis 1 of dΓ_o^<t>"
    return dGamma_o


def da_prev(W_f, dGamma_f, W_u, dGamma_u, W_c, dc_tilde, W_o, dGamma_o, H):
    """(15) da_prev = W_f^T * dΓ_f^<t> + W_u^T * dΓ_u^<t> + W_c^T * dc̃^<t> + W_o^T * dΓ_o^<t>, the first n_a: W_f = W_f[:n_a,:] etc.

    slice_WT: the first n_a rows of W_f^T etc."""
    return W_f.mT[..., :H, :] @ dGamma_f + W_u.mT[..., :H, :] @ dGamma_u + W_c.mT[..., :H, :] @ dc_tilde + W_o.mT[..., :H, :] @ dGamma_o


def dc_prev(dc_next_t, Gamma_f, Gamma_o, c, da_next_t):
    "(16) dc_prev = dc_next Γ_f^<t> + Γ_o^<t> * (1 - tanh(c_next)^2) * Γ_f^<t> * da_next"
    return dc_next_t * Gamma_f + Gamma_o * (1 - tanh(c) ** 2) * Gamma_f * da_next_t


def dx(W_f, dGamma_f, W_u, dGamma_u, W_c, dc_tilde, W_o, dGamma_o, H):
    """(17) dx^<t> = W_f^T * dΓ_f^<t> + W_u^T * dΓ_u^<t> + W_c^T * dc̃_t + W_o^T * dΓ_o^<t>, from n_a to the end: W_f = W_f[n_a:,:] etc.

    slice_WT: the rows of W_f^T etc. from n_a to the end."""
    return W_f.mT[..., H:, :] @ dGamma_f + W_u.mT[..., H:, :] @ dGamma_u + W_c.mT[..., H:, :] @ dc_tilde + W_o.mT[..., H:, :] @ dGamma_o


def da_next_t(da_t, da_prevt):
    "(ours) da_next = da[:,:,t] + da_prevt: the arguments of the one-step function are left open; loop_carry"
    return da_t + da_prevt


def dc_next_t(dc_prevt):
    "(ours) dc_next = dc_prevt: left open as well; loop_carry"
    return dc_prevt


def _dc_tilde(dc_next_t, Gamma_u, Gamma_o, c, i_t, da_next_t, c_tilde):
    """(8) dc̃^<t> = ( dc_next * Γ_u^<t> + Γ_o^<t> (1 - tanh(c_next)^2) * i_t * da_next ) * (1 - tanh(c̃)^2)

    The derivative of tanh belongs to both summands, and neither has c̃ as a factor: d(c^<t>)/d(c̃^<t>) is Γ_u^<t>. Where (8) has
    * c̃^<t> a closing bracket fits. The notebooks from version 3b (2020) on print the line so."""
    return (dc_next_t * Gamma_u + Gamma_o * (1 - tanh(c) ** 2) * i_t * da_next_t) * (1 - c_tilde**2)


def _dGamma_u(dc_next_t, c_tilde, Gamma_o, c, da_next_t, Gamma_u):
    """(9) dΓ_u^<t> = ( dc_next * c̃^<t> + Γ_o^<t> (1 - tanh(c_next)^2) * c̃^<t> * da_next ) * Γ_u^<t> * (1 - Γ_u^<t>)

    The derivative of σ belongs to both summands; the line has no brackets. The notebooks from version 3b (2020) on print them."""
    return (dc_next_t * c_tilde + Gamma_o * (1 - tanh(c) ** 2) * c_tilde * da_next_t) * Gamma_u * (1 - Gamma_u)


def _dGamma_f(dc_next_t, c_prev, Gamma_o, c, da_next_t, Gamma_f):
    """(10) dΓ_f^<t> = ( dc_next * c̃_prev + Γ_o^<t> (1 - tanh(c_next)^2) * c_prev * da_next ) * Γ_f^<t> * (1 - Γ_f^<t>)

    The derivative of σ belongs to both summands; the line has no brackets. The notebooks from version 3b (2020) on print them, and c_prev for c̃_prev."""
    return (dc_next_t * c_prev + Gamma_o * (1 - tanh(c) ** 2) * c_prev * da_next_t) * Gamma_f * (1 - Gamma_f)


ERRATA = dict(dc_tilde=_dc_tilde, dGamma_u=_dGamma_u, dGamma_f=_dGamma_f)


def layout(W, U, b):
    "W_k = [U_k | W_k] (columns: a, then x) and b_k, k = f, u (the project's i), c (the project's g), o"
    return dict(
        W_f=beside(U.f, W.f), W_u=beside(U.i, W.i), W_c=beside(U.g, W.g), W_o=beside(U.o, W.o),
        b_f=b.f, b_u=b.i, b_c=b.g, b_o=b.o,
    )
