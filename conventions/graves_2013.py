"""Generating Sequences With Recurrent Neural Networks, Alex Graves (2013)."""
from lstmcmp.symbols import log, outer, sigmoid, softmax, tanh, total

SOURCE = dict(
    author="Alex Graves", year=2013, title="Generating Sequences With Recurrent Neural Networks", kind="mathematics (forward only)",
    url="https://arxiv.org/abs/1308.0850",
)
READING = (
    "the paper prints (7)-(11) and says in words that the full gradient is used; every backward line here is ours; C0: no clipping of the derivatives; "
    "one hidden layer (N = 1) of (3); Y of (4) the softmax of the text experiments; W_ci, W_cf, W_co, diagonal in the paper, are vectors here; "
    "h_0 and c_0 any; what goes to x_t, h_0 and c_0 is not spoken of and not given"
)
CELL = "peephole"
STATE = dict(h="h", c="c")
UPSTREAM = dict(dyhat="yhat")
TARGETS = dict(x_following="one-hot D")          # x_{t+1} of (6)
WEIGHTS = dict(W_hy=("D", "H"), b_y=("D", 1))
MEANING = dict(                                  # e^k_t: the derivative of the loss by the argument of gate k, of tanh in (9)
    dyhat="yhat", dh="h", e_o="a_o", dc="c", e_i="a_i", e_f="a_f", e_c="a_c",
    dW_xi="W_xi", dW_xf="W_xf", dW_xc="W_xc", dW_xo="W_xo", dW_hi="W_hi", dW_hf="W_hf", dW_hc="W_hc", dW_ho="W_ho",
    dW_ci="W_ci", dW_cf="W_cf", dW_co="W_co", db_i="b_i", db_f="b_f", db_c="b_c", db_o="b_o", dW_hy="W_hy", db_y="b_y",
)


def a_i(W_xi, x, W_hi, h_prev, W_ci, c_prev, b_i):
    "(ours) a^i_t, the argument of σ in (7): W_xi x_t + W_hi h_{t-1} + W_ci c_{t-1} + b_i"
    return W_xi @ x + W_hi @ h_prev + W_ci * c_prev + b_i


def i(a_i):
    "(7) i_t = σ(W_xi x_t + W_hi h_{t-1} + W_ci c_{t-1} + b_i)"
    return sigmoid(a_i)


def a_f(W_xf, x, W_hf, h_prev, W_cf, c_prev, b_f):
    "(ours) a^f_t, the argument of σ in (8): W_xf x_t + W_hf h_{t-1} + W_cf c_{t-1} + b_f"
    return W_xf @ x + W_hf @ h_prev + W_cf * c_prev + b_f


def f(a_f):
    "(8) f_t = σ(W_xf x_t + W_hf h_{t-1} + W_cf c_{t-1} + b_f)"
    return sigmoid(a_f)


def a_c(W_xc, x, W_hc, h_prev, b_c):
    "(ours) a^c_t, the argument of tanh in (9): W_xc x_t + W_hc h_{t-1} + b_c"
    return W_xc @ x + W_hc @ h_prev + b_c


def c(f, c_prev, i, a_c):
    "(9) c_t = f_t ∘ c_{t-1} + i_t ∘ tanh(W_xc x_t + W_hc h_{t-1} + b_c)"
    return f * c_prev + i * tanh(a_c)


def a_o(W_xo, x, W_ho, h_prev, W_co, c, b_o):
    "(ours) a^o_t, the argument of σ in (10): W_xo x_t + W_ho h_{t-1} + W_co c_t + b_o"
    return W_xo @ x + W_ho @ h_prev + W_co * c + b_o


def o(a_o):
    "(10) o_t = σ(W_xo x_t + W_ho h_{t-1} + W_co c_t + b_o)"
    return sigmoid(a_o)


def h(o, c):
    "(11) h_t = o_t ∘ tanh(c_t)"
    return o * tanh(c)


def yhat(b_y, W_hy, h):
    "(3) ŷ_t = b_y + Σ_{n=1}^{N} W_{h^n y} h^n_t"
    return b_y + W_hy @ h


def y(yhat):
    "(4) y_t = Y(ŷ_t)"
    return softmax(yhat)


def loss(x_following, y):
    "(6) L(x) = -Σ_{t=1}^{T} log Pr(x_{t+1} | y_t)"
    return -total(x_following * log(y))


def dyhat(y, x_following):
    "(ours) ∂L/∂ŷ_t = y_t - x_{t+1}, x_{t+1} a one-hot vector"
    return y - x_following


def dh(W_hy, dyhat, W_hi, e_i_next, W_hf, e_f_next, W_hc, e_c_next, W_ho, e_o_next):
    "(ours) ∂L/∂h_t = W_hy^T ∂L/∂ŷ_t + W_hi^T e^i_{t+1} + W_hf^T e^f_{t+1} + W_hc^T e^c_{t+1} + W_ho^T e^o_{t+1}"
    return W_hy.mT @ dyhat + W_hi.mT @ e_i_next + W_hf.mT @ e_f_next + W_hc.mT @ e_c_next + W_ho.mT @ e_o_next


def e_o(dh, c, o):
    "(ours) e^o_t = ∂L/∂h_t ∘ tanh(c_t) ∘ o_t ∘ (1 - o_t)"
    return dh * tanh(c) * o * (1 - o)


def dc(dh, o, c, W_co, e_o, dc_next, f_next, W_ci, e_i_next, W_cf, e_f_next):
    "(ours) ∂L/∂c_t = ∂L/∂h_t ∘ o_t ∘ (1 - tanh²(c_t)) + W_co e^o_t + f_{t+1} ∘ ∂L/∂c_{t+1} + W_ci e^i_{t+1} + W_cf e^f_{t+1}"
    return dh * o * (1 - tanh(c) ** 2) + W_co * e_o + f_next * dc_next + W_ci * e_i_next + W_cf * e_f_next


def e_i(dc, a_c, i):
    "(ours) e^i_t = ∂L/∂c_t ∘ tanh(a^c_t) ∘ i_t ∘ (1 - i_t)"
    return dc * tanh(a_c) * i * (1 - i)


def e_f(dc, c_prev, f):
    "(ours) e^f_t = ∂L/∂c_t ∘ c_{t-1} ∘ f_t ∘ (1 - f_t)"
    return dc * c_prev * f * (1 - f)


def e_c(dc, i, a_c):
    "(ours) e^c_t = ∂L/∂c_t ∘ i_t ∘ (1 - tanh²(a^c_t))"
    return dc * i * (1 - tanh(a_c) ** 2)


def dW_xi(e_i, x):
    "(ours) ∂L/∂W_xi = Σ_t e^i_t x_t^T"
    return outer(e_i, x)


def dW_hi(e_i, h_prev):
    "(ours) ∂L/∂W_hi = Σ_t e^i_t h_{t-1}^T"
    return outer(e_i, h_prev)


def dW_ci(e_i, c_prev):
    "(ours) ∂L/∂W_ci = Σ_t e^i_t ∘ c_{t-1}, its diagonal"
    return e_i * c_prev


def db_i(e_i):
    "(ours) ∂L/∂b_i = Σ_t e^i_t"
    return e_i


def dW_xf(e_f, x):
    "(ours) ∂L/∂W_xf = Σ_t e^f_t x_t^T"
    return outer(e_f, x)


def dW_hf(e_f, h_prev):
    "(ours) ∂L/∂W_hf = Σ_t e^f_t h_{t-1}^T"
    return outer(e_f, h_prev)


def dW_cf(e_f, c_prev):
    "(ours) ∂L/∂W_cf = Σ_t e^f_t ∘ c_{t-1}, its diagonal"
    return e_f * c_prev


def db_f(e_f):
    "(ours) ∂L/∂b_f = Σ_t e^f_t"
    return e_f


def dW_xc(e_c, x):
    "(ours) ∂L/∂W_xc = Σ_t e^c_t x_t^T"
    return outer(e_c, x)


def dW_hc(e_c, h_prev):
    "(ours) ∂L/∂W_hc = Σ_t e^c_t h_{t-1}^T"
    return outer(e_c, h_prev)


def db_c(e_c):
    "(ours) ∂L/∂b_c = Σ_t e^c_t"
    return e_c


def dW_xo(e_o, x):
    "(ours) ∂L/∂W_xo = Σ_t e^o_t x_t^T"
    return outer(e_o, x)


def dW_ho(e_o, h_prev):
    "(ours) ∂L/∂W_ho = Σ_t e^o_t h_{t-1}^T"
    return outer(e_o, h_prev)


def dW_co(e_o, c):
    "(ours) ∂L/∂W_co = Σ_t e^o_t ∘ c_t, its diagonal"
    return e_o * c


def db_o(e_o):
    "(ours) ∂L/∂b_o = Σ_t e^o_t"
    return e_o


def dW_hy(dyhat, h):
    "(ours) ∂L/∂W_hy = Σ_t ∂L/∂ŷ_t h_t^T"
    return outer(dyhat, h)


def db_y(dyhat):
    "(ours) ∂L/∂b_y = Σ_t ∂L/∂ŷ_t"
    return dyhat


def layout(W, U, b, p):
    "W_xk, W_hk, b_k for k = i, f, c, o (c is the project's g); W_ck the diagonals"
    return dict(
        W_xi=W.i, W_xf=W.f, W_xc=W.g, W_xo=W.o, W_hi=U.i, W_hf=U.f, W_hc=U.g, W_ho=U.o, b_i=b.i, b_f=b.f, b_c=b.g, b_o=b.o,
        W_ci=p.i, W_cf=p.f, W_co=p.o,
    )
