"""A sequence-to-sequence LSTM in pure numpy, one file, one matrix per gate, author unknown."""
from lstmcmp.symbols import beside, log, outer, sigmoid, softmax, stack, tanh, total

BASE = "seq2seq_numpy"
SOURCE = dict(author="unknown", year=None, title="Sequence-to-sequence LSTM in pure numpy (one file)", kind="code")
READING = (
    "member B of the family: z = [h_{t-1} ; x_t], one matrix per gate, and the head; loss_sum: Σ_t -log y_t[target_t], of which the reported cost is the mean; "
    "one cell by itself, the decoder: what a cell starts its backward pass with, next.dh_prev and next.dc_prev or zero, comes from outside; "
    "the hand-over between two cells and the gradient of the embedding (dW[row of the token] += dX) are not part of this file; dh1 is B0's dh, dh the value after B1; dh_prev, dc_prev, where B1 and B2 read them, are what "
    "step t+1 left: dh_next, dc_next here; as left after step 1 they are dh_0 and dc_0; the clipping by the norm of a layer is not part of this file"
)
UPSTREAM = dict(d="Wh", dc_next="c@T")
TARGETS = dict(target="one-hot D")
WEIGHTS = dict(W=("D", "H"))                     # the head; D is the size of the vocabulary
MEANING = dict(
    d="Wh", dW="W", dh1=("Wh", "h"), dh="h", dC="c",
    d_forget="pre(forget_gate)", d_input="pre(input_gate)", d_update="pre(cell_update)", d_output="pre(output_gate)", dc_prev="c_prev",
    db_f="b_f", db_i="b_i", db_ct="b_ct", db_o="b_o", dW_f="W_f", dW_i="W_i", dW_ct="W_ct", dW_o="W_o", dz="z", dh_prev="h_prev", dX="x",
)

del db_j, dW_xi, dW_xf, dW_xo, dW_xj, dW_hi, dW_hf, dW_ho, dW_hj  # noqa: F821


def z(h_prev, x):
    "(Setting) z = [h_{t-1} ; x_t]"
    return stack(h_prev, x)


def input_gate(W_i, z, b_i):
    "(F1) i_t = σ(W_i z + b_i)"
    return sigmoid(W_i @ z + b_i)


def forget_gate(W_f, z, b_f):
    "(F2) f_t = σ(W_f z + b_f)"
    return sigmoid(W_f @ z + b_f)


def output_gate(W_o, z, b_o):
    "(F3) o_t = σ(W_o z + b_o)"
    return sigmoid(W_o @ z + b_o)


def cell_update(W_ct, z, b_ct):
    "(F4) j_t = tanh(W_ct z + b_ct)"
    return tanh(W_ct @ z + b_ct)


def Wh(W, h):
    "(ours) W h_t, the argument of the softmax in F8"
    return W @ h


def y(Wh):
    "(F8) y_t = softmax(W h_t)"
    return softmax(Wh)


def loss(y, target):
    "(loss_sum) Σ_t -log y_t[target_t]"
    return -total(target * log(y))


def d(y, target):
    "(B0) d = y_t, then d[target_t] -= 1"
    return y - target


def dW(d, h):
    "(B0) dW += outer(d, h_t)"
    return outer(d, h)


def dh1(W, d):
    "(B0) dh = W^T d"
    return W.mT @ d


def d_forget(forget_gate, c_prev, dC):
    "(B4) d_forget = sigmoid_grad(f_t) ⊙ c_{t-1} ⊙ dC"
    return _sigmoid_grad(forget_gate) * c_prev * dC  # noqa: F821


def d_input(input_gate, cell_update, dC):
    "(B3) d_input = sigmoid_grad(i_t) ⊙ j_t ⊙ dC"
    return _sigmoid_grad(input_gate) * cell_update * dC  # noqa: F821


def d_update(cell_update, input_gate, dC):
    "(B6) d_update = tanh_grad(j_t) ⊙ i_t ⊙ dC"
    return _tanh_grad(cell_update) * input_gate * dC  # noqa: F821


def d_output(output_gate, ct, dh):
    "(B5) d_output = sigmoid_grad(o_t) ⊙ ct_t ⊙ dh"
    return _sigmoid_grad(output_gate) * ct * dh  # noqa: F821


def dc_prev(forget_gate, dC):
    "(B7) dc_prev = f_t ⊙ dC"
    return forget_gate * dC


def db_f(d_forget):
    "(B8) db_f += d_forget"
    return d_forget


def db_i(d_input):
    "(B8) db_i += d_input"
    return d_input


def db_ct(d_update):
    "(B8) db_ct += d_update"
    return d_update


def db_o(d_output):
    "(B8) db_o += d_output"
    return d_output


def dW_f(d_forget, z):
    "(B9) dW_f += d_forget z^T"
    return outer(d_forget, z)


def dW_i(d_input, z):
    "(B9) dW_i += d_input z^T"
    return outer(d_input, z)


def dW_ct(d_update, z):
    "(B9) dW_ct += d_update z^T"
    return outer(d_update, z)


def dW_o(d_output, z):
    "(B9) dW_o += d_output z^T"
    return outer(d_output, z)


def dz(W_f, d_forget, W_i, d_input, W_ct, d_update, W_o, d_output):
    "(B10) dz = Σ_* W_*^T d_*"
    return W_f.mT @ d_forget + W_i.mT @ d_input + W_ct.mT @ d_update + W_o.mT @ d_output


def dh_prev(dz, H):
    "(B10) dh_prev = first H rows of dz"
    return dz[..., :H, :]


def dX(dz, H):
    "(B11) dX = remaining D rows of dz"
    return dz[..., H:, :]


def layout(W, U, b):
    "W_* = [ U_k | W_k ] (columns: h, then x) and b_*, * = f, i, ct, o (ct is the project's g)"
    return dict(
        W_f=beside(U.f, W.f), W_i=beside(U.i, W.i), W_ct=beside(U.g, W.g), W_o=beside(U.o, W.o),
        b_f=b.f, b_i=b.i, b_ct=b.g, b_o=b.o,
    )
