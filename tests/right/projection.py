"""An LSTM with a projected output, as torch.nn.LSTM(proj_size=P) runs it (Sak, Senior and Beaufays 2014): h_t = W_hr (o_t ⊙ tanh(c_t))."""

from lstmcmp.symbols import outer, sigmoid, split, stack, tanh

CELL = "projection"  # no known cell hands on less than it holds: this forward pass is the definition
STATE = dict(h="m", c="c")  # before the projection: so both states have H entries, and before the first step h_0 = W_hr m_0
UPSTREAM = dict(dy="h", dc_next="c@T")
WEIGHTS = dict(W_hr=("max(1, H - 2)", "H"))  # P = H - 2
MEANING = dict(
    dm="m", dc="c", di="pre(i)", df="pre(f)", dg="pre(g)", do="pre(o)", dz="z",
    dh_before="h_before", dm_prev="m_prev", dc_prev="c_prev", dx="x", dW_ih="W_ih", dW_hh="W_hh", dW_hr="W_hr", db="b",
)  # fmt: skip


def h_before(W_hr, m_prev):
    "h_{t-1} = W_hr m_{t-1}"
    return W_hr @ m_prev


def z(W_ih, x, W_hh, h_before, b):
    return W_ih @ x + W_hh @ h_before + b


def i(z):
    return sigmoid(split(z, 4)[0])


def f(z):
    return sigmoid(split(z, 4)[1])


def g(z):
    return tanh(split(z, 4)[2])


def o(z):
    return sigmoid(split(z, 4)[3])


def c(f, c_prev, i, g):
    return f * c_prev + i * g


def m(o, c):
    return o * tanh(c)


def h(W_hr, m):
    return W_hr @ m


def dm(W_hr, dy, dm_next):
    return W_hr.mT @ dy + dm_next


def dc(dc_next, dm, o, c):
    return dc_next + dm * o * (1 - tanh(c) ** 2)


def do(dm, c, o):
    return dm * tanh(c) * o * (1 - o)


def dg(dc, i, g):
    return dc * i * (1 - g**2)


def df(dc, c_prev, f):
    return dc * c_prev * f * (1 - f)


def di(dc, g, i):
    return dc * g * i * (1 - i)


def dz(di, df, dg, do):
    return stack(di, df, dg, do)


def dh_before(W_hh, dz):
    return W_hh.mT @ dz


def dc_prev(dc, f):
    return dc * f


def dm_prev(W_hr, dh_before):
    return W_hr.mT @ dh_before


def dx(W_ih, dz):
    return W_ih.mT @ dz


def dW_ih(dz, x):
    return outer(dz, x)


def dW_hh(dz, h_before):
    return outer(dz, h_before)


def dW_hr(dy, m, dh_before, m_prev):
    return outer(dy, m) + outer(dh_before, m_prev)


def db(dz):
    return dz


def layout(W, U, b):
    "W_hh reads P entries: the first P columns of each U_k"
    columns = slice(max(1, U.i.shape[1] - 2))
    return dict(W_ih=stack(W.i, W.f, W.g, W.o), W_hh=stack(*(u[:, columns] for u in (U.i, U.f, U.g, U.o))), b=stack(b.i, b.f, b.g, b.o))
