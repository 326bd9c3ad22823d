"""Backpropogating an LSTM: A Numerical Example, Aidan Gomez (2016)."""
from lstmcmp.symbols import outer, sigmoid, split, stack, tanh

SOURCE = dict(
    author="Aidan Gomez", year=2016, title="Backpropogating an LSTM: A Numerical Example", kind="mathematics",
    url="https://blog.aidangomez.ca/2016/04/17/Backpropogating-an-LSTM-A-Numerical-Example/",
)
READING = "db-zero: δgates_{T+1}, which B11 asks for and no equation gives, is the zero vector"
STATE = dict(h="out", c="state")
UPSTREAM = dict(Delta="out")
TARGETS = dict(label="H")
ASSUMES = dict(h0=0, c0=0)                       # out_{-1} = 0, state_{-1} = 0
SUMS = dict(dU=slice(0, -1))                     # B10: t = 0 .. T-1
MEANING = dict(
    Delta=("loss", "out"), Delta_out_prev="out_prev",
    delta_out="out", delta_state="state", delta_a="pre(a)", delta_i="pre(i)", delta_f="pre(f)", delta_o="pre(o)",
    delta_gates="gates_hat", delta_x="x", dW="W", dU="U", db="b",
)


def gates_hat(W, x, U, out_prev, b):
    "(ours) the arguments of F1-F4 on top of each other, in the order of gates_t: W · x_t + U · out_{t-1} + b"
    return W @ x + U @ out_prev + b


def a(gates_hat):
    "(F1) a_t = tanh(W_a · x_t + U_a · out_{t-1} + b_a)"
    return tanh(split(gates_hat, 4)[0])


def i(gates_hat):
    "(F2) i_t = σ(W_i · x_t + U_i · out_{t-1} + b_i)"
    return sigmoid(split(gates_hat, 4)[1])


def f(gates_hat):
    "(F3) f_t = σ(W_f · x_t + U_f · out_{t-1} + b_f)"
    return sigmoid(split(gates_hat, 4)[2])


def o(gates_hat):
    "(F4) o_t = σ(W_o · x_t + U_o · out_{t-1} + b_o)"
    return sigmoid(split(gates_hat, 4)[3])


def state(a, i, f, state_prev):
    "(F5) state_t = a_t ⊙ i_t + f_t ⊙ state_{t-1}"
    return a * i + f * state_prev


def out(state, o):
    "(F6) out_t = tanh(state_t) ⊙ o_t"
    return tanh(state) * o


def loss(out, label):
    "(L1) E(x, x^) = (x - x^)² / 2"
    return (out - label) ** 2 / 2


def Delta(out, label):
    "(L2) dE/dx = x - x^"
    return out - label


def delta_out(Delta, Delta_out):
    "(B1) δout_t = Δ_t + Δout_t"
    return Delta + Delta_out


def delta_state(delta_out, o, state, delta_state_next, f_next):
    "(B2) δstate_t = δout_t ⊙ o_t ⊙ (1 - tanh²(state_t)) + δstate_{t+1} ⊙ f_{t+1}"
    return delta_out * o * (1 - tanh(state) ** 2) + delta_state_next * f_next


def delta_a(delta_state, i, a):
    "(B3) δa_t = δstate_t ⊙ i_t ⊙ (1 - a_t²)"
    return delta_state * i * (1 - a**2)


def delta_i(delta_state, a, i):
    "(B4) δi_t = δstate_t ⊙ a_t ⊙ i_t ⊙ (1 - i_t)"
    return delta_state * a * i * (1 - i)


def delta_f(delta_state, state_prev, f):
    "(B5) δf_t = δstate_t ⊙ state_{t-1} ⊙ f_t ⊙ (1 - f_t)"
    return delta_state * state_prev * f * (1 - f)


def delta_o(delta_out, state, o):
    "(B6) δo_t = δout_t ⊙ tanh(state_t) ⊙ o_t ⊙ (1 - o_t)"
    return delta_out * tanh(state) * o * (1 - o)


def delta_gates(delta_a, delta_i, delta_f, delta_o):
    "(Symbols) δgates_t = [δa_t; δi_t; δf_t; δo_t]"
    return stack(delta_a, delta_i, delta_f, delta_o)


def delta_x(W, delta_gates):
    "(B7) δx_t = Wᵀ · δgates_t"
    return W.mT @ delta_gates


def Delta_out_prev(U, delta_gates):
    "(B8) Δout_{t-1} = Uᵀ · δgates_t"
    return U.mT @ delta_gates


def dW(delta_gates, x):
    "(B9) δW = Σ_{t=0}^{T} δgates_t ⊗ x_t"
    return outer(delta_gates, x)


def dU(delta_gates_next, out):
    "(B10) δU = Σ_{t=0}^{T-1} δgates_{t+1} ⊗ out_t"
    return outer(delta_gates_next, out)


def db(delta_gates_next):
    "(B11) δb = Σ_{t=0}^{T} δgates_{t+1}"
    return delta_gates_next


def _db(delta_gates):
    """(B11) δb = Σ_{t=0}^{T} δgates_t

    The sum runs from t = 0 but its terms carry the index t+1, so the first step's contribution is never added; B9, with the
    same range, has δgates_t."""
    return delta_gates


ERRATA = dict(db=_db)
EXAMPLE = dict(                                  # H = 1, D = 2, t = 0 and t = 1; forward values as printed, each from the rounded digits before it
    W=[[0.45, 0.25], [0.95, 0.8], [0.7, 0.45], [0.6, 0.4]], U=[[0.15], [0.8], [0.1], [0.25]], b=[[0.2], [0.65], [0.15], [0.1]],
    x=[[1, 2], [0.5, 3]], label=[0.5, 1.25], h0=[0], c0=[0],
    printed=dict(
        a=[0.81775, 0.84980], i=[0.96083, 0.98118], f=[0.85195, 0.87030], o=[0.81757, 0.84993],
        state=[0.78572, 1.5176], out=[0.53631, 0.77197],
    ),
)


def layout(W, U, b):
    "W = [W_a; W_i; W_f; W_o], U and b alike (a is the project's g)"
    return dict(W=stack(W.g, W.i, W.f, W.o), U=stack(U.g, U.i, U.f, U.o), b=stack(b.g, b.i, b.f, b.o))
