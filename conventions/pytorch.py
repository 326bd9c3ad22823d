"""nn.LSTM, the fused LSTM cell of ATen, PyTorch (2017)."""
from lstmcmp.symbols import beside, outer, sigmoid, split, stack, tanh

SOURCE = dict(
    author="PyTorch", year=2017, title="nn.LSTM, the fused LSTM cell of ATen", kind="code",
    url="https://github.com/pytorch/pytorch/blob/02cea3d78375/aten/src/ATen/native/cuda/RNN.cu",
)
READING = (
    "one layer, one direction, with biases, without projection; a digit counts the kernel's assignments to one variable (gcx1 is B1, gcx2 is B3, gcx3 is B7); "
    "the sums over batch and steps are taken at the end"
)
AXES = "row"                                     # batch in rows: gates = x W_ih^T + h W_hh^T
STATE = dict(h="hy", c="cy")
UPSTREAM = dict(grad_output="hy", grad_cy="cy@T")
HANDED = dict(grad_cy="grad_cx")                 # what arrives at c_t is what step t+1 returned for its cx; at the end dL/dc_T
MEANING = dict(
    grad_hy="hy", gog1="o", gcx2="cy", gig1="i", gfg1="f", gcg1="g", gcx3="cx",
    gig2="pre(i)", gfg2="pre(f)", gcg2="pre(g)", gog2="pre(o)", grad_gates="gates", grad_cx="cy_prev",
    grad_bias="b_ih", db_hh="b_hh", dW_ih="W_ih", dW_hh="W_hh", dx="x", dh_prev="hy_prev",
)


def cx(cy_prev):
    "(Symbols) cx = c_{t-1}"
    return cy_prev


def input_gates(x, W_ih):
    "(Symbols) input_gates = x W_ih^T"
    return x @ W_ih.mT


def hidden_gates(hy_prev, W_hh):
    "(Symbols) hidden_gates = h_{t-1} W_hh^T"
    return hy_prev @ W_hh.mT


def gates(input_gates, hidden_gates, b_ih, b_hh):
    "(ours) the arguments of F1-F4 side by side, in the order of the workspace, i, f, g, o: input_gates + b_ih + hidden_gates + b_hh"
    return input_gates + b_ih + hidden_gates + b_hh


def i(gates):
    "(F1) i_t = σ(W_ii x_t + b_ii + W_hi h_{t-1} + b_hi)"
    return sigmoid(split(gates, 4)[0])


def f(gates):
    "(F2) f_t = σ(W_if x_t + b_if + W_hf h_{t-1} + b_hf)"
    return sigmoid(split(gates, 4)[1])


def g(gates):
    "(F3) g_t = tanh(W_ig x_t + b_ig + W_hg h_{t-1} + b_hg)"
    return tanh(split(gates, 4)[2])


def o(gates):
    "(F4) o_t = σ(W_io x_t + b_io + W_ho h_{t-1} + b_ho)"
    return sigmoid(split(gates, 4)[3])


def cy(f, cx, i, g):
    "(F5) c_t = f_t ⊙ c_{t-1} + i_t ⊙ g_t"
    return f * cx + i * g


def hy(o, cy):
    "(F6) h_t = o_t ⊙ tanh(c_t)"
    return o * tanh(cy)


def grad_hy(grad_output, dh_next):
    "(ours) grad_hy = grad_output + dh_t: autograd adds what arrives at h_t from the loss and from step t+1"
    return grad_output + dh_next


def gcx1(cy):
    "(B1) gcx = tanh(cy)"
    return tanh(cy)


def gog1(grad_hy, gcx1):
    "(B2) gog = grad_hy · gcx"
    return grad_hy * gcx1


def gcx2(grad_hy, o, gcx1, grad_cy):
    "(B3) gcx = grad_hy · o · (1 − gcx · gcx) + grad_cy"
    return grad_hy * o * (1 - gcx1 * gcx1) + grad_cy


def gig1(gcx2, g):
    "(B4) gig = gcx · g"
    return gcx2 * g


def gfg1(gcx2, cx):
    "(B5) gfg = gcx · cx"
    return gcx2 * cx


def gcg1(gcx2, i):
    "(B6) gcg = gcx · i"
    return gcx2 * i


def gcx3(gcx2, f):
    "(B7) gcx = gcx · f"
    return gcx2 * f


def gig2(gig1, i):
    "(B8) gig = gig · (1 − i) · i"
    return gig1 * (1 - i) * i


def gfg2(gfg1, f):
    "(B9) gfg = gfg · (1 − f) · f"
    return gfg1 * (1 - f) * f


def gcg2(gcg1, g):
    "(B10) gcg = gcg · (1 − g · g)"
    return gcg1 * (1 - g * g)


def gog2(gog1, o):
    "(B11) gog = gog · (1 − o) · o"
    return gog1 * (1 - o) * o


def grad_gates(gig2, gfg2, gcg2, gog2):
    "(B12) grad_gates = [gig, gfg, gcg, gog]"
    return beside(gig2, gfg2, gcg2, gog2)


def grad_cx(gcx3):
    "(B12) grad_cx = gcx"
    return gcx3


def grad_bias(grad_gates):
    "(B13) grad_bias = Σ_batch grad_gates"
    return grad_gates


def db_hh(grad_bias):
    "(B14) returned: (grad_gates, grad_gates, grad_cx, grad_bias, grad_bias) for (input_gates, hidden_gates, cx, b_ih, b_hh)"
    return grad_bias


def dW_ih(grad_gates, x):
    "(products) dW_ih += grad_gates^T x_t"
    return outer(grad_gates, x)


def dW_hh(grad_gates, hy_prev):
    "(products) dW_hh += grad_gates^T h_{t-1}"
    return outer(grad_gates, hy_prev)


def dx(grad_gates, W_ih):
    "(products) dx_t = grad_gates W_ih"
    return grad_gates @ W_ih


def dh_prev(grad_gates, W_hh):
    "(products) dh_{t-1} = grad_gates W_hh"
    return grad_gates @ W_hh


def layout(W, U, b):
    "W_ih, W_hh: the gates on top of each other in the order i, f, g, o; b_ih a row in this order, b_hh zero"
    b_ih = beside(b.i.mT, b.f.mT, b.g.mT, b.o.mT)
    return dict(W_ih=stack(W.i, W.f, W.g, W.o), W_hh=stack(U.i, U.f, U.g, U.o), b_ih=b_ih, b_hh=0 * b_ih)
