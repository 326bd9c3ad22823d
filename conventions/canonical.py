"""The minimal complete reference: one backward line per forward line, in reverse; every gradient."""
from lstmcmp.symbols import outer, sigmoid, split, stack, tanh

SOURCE = dict(author="lstmcmp", year=2026, title="The minimal complete reference", kind="mathematics")
STATE = dict(h="h", c="c")
UPSTREAM = dict(dy="h", dc_next="c@T")           # dL/dh_t from outside; dL/dc_T stands where dc_next ends
MEANING = dict(
    dh="h", do="pre(o)", dc="c", di="pre(i)", df="pre(f)", dg="pre(g)", dz="z",
    dh_prev="h_prev", dc_prev="c_prev", dx="x", dW="W", dU="U", db="b",
)


def z(W, x, U, h_prev, b):
    "(ours) z = W x + U h_prev + b, the four pre-activations in the order i, f, g, o"
    return W @ x + U @ h_prev + b


def i(z):
    "(1) i = σ(W_i x + U_i h_prev + b_i)"
    return sigmoid(split(z, 4)[0])


def f(z):
    "(2) f = σ(W_f x + U_f h_prev + b_f)"
    return sigmoid(split(z, 4)[1])


def g(z):
    "(3) g = tanh(W_g x + U_g h_prev + b_g)"
    return tanh(split(z, 4)[2])


def o(z):
    "(4) o = σ(W_o x + U_o h_prev + b_o)"
    return sigmoid(split(z, 4)[3])


def c(f, c_prev, i, g):
    "(5) c = f ⊙ c_prev + i ⊙ g"
    return f * c_prev + i * g


def h(o, c):
    "(6) h = o ⊙ tanh(c)"
    return o * tanh(c)


def dh(dy, dh_next):
    "(7) dh = dy + dh_next"
    return dy + dh_next


def dc(dc_next, dh, o, c):
    "(8) dc = dc_next + dh ⊙ o ⊙ (1 - tanh²(c))"
    return dc_next + dh * o * (1 - tanh(c) ** 2)


def do(dh, c, o):
    "(9) do = dh ⊙ tanh(c) ⊙ o ⊙ (1 - o)"
    return dh * tanh(c) * o * (1 - o)


def dg(dc, i, g):
    "(10) dg = dc ⊙ i ⊙ (1 - g²)"
    return dc * i * (1 - g**2)


def df(dc, c_prev, f):
    "(11) df = dc ⊙ c_prev ⊙ f ⊙ (1 - f)"
    return dc * c_prev * f * (1 - f)


def di(dc, g, i):
    "(12) di = dc ⊙ g ⊙ i ⊙ (1 - i)"
    return dc * g * i * (1 - i)


def dz(di, df, dg, do):
    "(ours) dz = [di; df; dg; do]"
    return stack(di, df, dg, do)


def dc_prev(dc, f):
    "(13) dc_prev = dc ⊙ f"
    return dc * f


def dh_prev(U, dz):
    "(14) dh_prev = Uᵀ dz"
    return U.mT @ dz


def dx(W, dz):
    "(15) dx = Wᵀ dz"
    return W.mT @ dz


def dW(dz, x):
    "(16) dW = Σ_t dz xᵀ"
    return outer(dz, x)


def dU(dz, h_prev):
    "(17) dU = Σ_t dz h_prevᵀ"
    return outer(dz, h_prev)


def db(dz):
    "(18) db = Σ_t dz"
    return dz


def layout(W, U, b):
    "W, U, b: the four gates on top of each other in the order i, f, g, o"
    return dict(W=stack(W.i, W.f, W.g, W.o), U=stack(U.i, U.f, U.g, U.o), b=stack(b.i, b.f, b.g, b.o))
