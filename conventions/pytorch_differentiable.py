"""nn.LSTM, the differentiable LSTM cell backward of ATen, PyTorch (2017)."""
from lstmcmp.symbols import beside, tanh

BASE = "pytorch"
SOURCE = dict(
    author="PyTorch", year=2017, title="nn.LSTM, the differentiable LSTM cell backward of ATen", kind="code",
    url="https://github.com/pytorch/pytorch/blob/012234a684ca/aten/src/ATen/native/RNN.cpp",
)
READING = (
    "_thnn_differentiable_lstm_cell_backward, with grad_hy and grad_cy given; its gates, i, f, o and g, formed again from input_gates, hidden_gates and the "
    "biases, are those of the forward pass; one layer, one direction, with biases, without projection; a digit counts the assignments to gcx; "
    "the sums over batch and steps are taken at the end"
)
MEANING = dict(
    grad_hy="hy", gog="pre(o)", gcx2="cy", gig="pre(i)", gfg="pre(f)", gcg="pre(g)", grad_gates="gates", grad_cx="cy_prev",
    grad_bias="b_ih", db_hh="b_hh", dW_ih="W_ih", dW_hh="W_hh", dx="x", dh_prev="hy_prev",
)

del gog1, gig1, gfg1, gcg1, gcx3, gig2, gfg2, gcg2, gog2  # noqa: F821


def _sigmoid_backward(d, y):                     # of an activated value
    return d * (1 - y) * y


def _tanh_backward(d, y):                        # of an activated value
    return d * (1 - y**2)


def gcx1(cy):
    "(D1) gcx = tanh(cy)"
    return tanh(cy)


def gog(grad_hy, gcx1, o):
    "(D1) gog = sigmoid_backward(grad_hy · gcx, o),  sigmoid_backward(d, y) = d(1−y)y"
    return _sigmoid_backward(grad_hy * gcx1, o)


def gcx2(grad_hy, o, gcx1, grad_cy):
    "(D1) gcx = tanh_backward(grad_hy · o, gcx) (+ grad_cy if given),  tanh_backward(d, y) = d(1−y²)"
    return _tanh_backward(grad_hy * o, gcx1) + grad_cy


def gig(gcx2, g, i):
    "(D2) gig = sigmoid_backward(gcx · g, i)"
    return _sigmoid_backward(gcx2 * g, i)


def gfg(gcx2, cx, f):
    "(D2) gfg = sigmoid_backward(gcx · cx, f)"
    return _sigmoid_backward(gcx2 * cx, f)


def gcg(gcx2, i, g):
    "(D2) gcg = tanh_backward(gcx · i, g)"
    return _tanh_backward(gcx2 * i, g)


def grad_cx(gcx2, f):
    "(D2) grad_cx = gcx · f"
    return gcx2 * f


def grad_gates(gig, gfg, gcg, gog):
    "(D3) grad_gates = [gig, gfg, gcg, gog]"
    return beside(gig, gfg, gcg, gog)


def grad_bias(grad_gates):
    "(D3) grad_bias = Σ_batch grad_gates"
    return grad_gates


def db_hh(grad_bias):
    "(D3) returned: (grad_gates, grad_gates, grad_cx, grad_bias, grad_bias) for (input_gates, hidden_gates, cx, b_ih, b_hh)"
    return grad_bias
