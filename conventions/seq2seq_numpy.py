"""A sequence-to-sequence LSTM in pure numpy, with sigmoid_grad and tanh_grad, author unknown."""
from lstmcmp.symbols import outer, sigmoid, tanh

SOURCE = dict(author="unknown", year=None, title="Sequence-to-sequence LSTM in pure numpy (lstm.py, embedding.py)", kind="code")
READING = (
    "member A of a family of repositories with the same step; one cell by itself: what it starts its backward pass with, next.dh_prev and next.dc_prev or "
    "zero, comes from outside; the hand-over between two cells and the gradient of the embedding (dW[row of the token] += dX) are not part of this file; dh1 is the argument dh, dh the value after B1; "
    "dh_prev, dc_prev, where B1 and B2 read them, are what step t+1 left: dh_next, dc_next here; as left after step 1 they are dh_0 and dc_0"
)
STATE = dict(h="h", c="c")
UPSTREAM = dict(dh1="h", dc_next="c@T")          # dh: what the layer above hands down
MEANING = dict(
    dh="h", dC="c", d_input="pre(input_gate)", d_forget="pre(forget_gate)", d_output="pre(output_gate)", d_update="pre(cell_update)", dc_prev="c_prev",
    db_i="b_i", db_f="b_f", db_o="b_o", db_j="b_j", dW_xi="W_xi", dW_xf="W_xf", dW_xo="W_xo", dW_xj="W_xj",
    dW_hi="W_hi", dW_hf="W_hf", dW_ho="W_ho", dW_hj="W_hj", dh_prev="h_prev", dX="x",
)


def _sigmoid_grad(y):                            # F0: y (1 - y)
    return y * (1 - y)


def _tanh_grad(y):                               # F0: 1 - y y
    return 1 - y * y


def input_gate(W_hi, h_prev, W_xi, x, b_i):
    "(F1) i_t = σ(W_hi h_{t-1} + W_xi x_t + b_i)"
    return sigmoid(W_hi @ h_prev + W_xi @ x + b_i)


def forget_gate(W_hf, h_prev, W_xf, x, b_f):
    "(F2) f_t = σ(W_hf h_{t-1} + W_xf x_t + b_f)"
    return sigmoid(W_hf @ h_prev + W_xf @ x + b_f)


def output_gate(W_ho, h_prev, W_xo, x, b_o):
    "(F3) o_t = σ(W_ho h_{t-1} + W_xo x_t + b_o)"
    return sigmoid(W_ho @ h_prev + W_xo @ x + b_o)


def cell_update(W_hj, h_prev, W_xj, x, b_j):
    "(F4) j_t = tanh(W_hj h_{t-1} + W_xj x_t + b_j)"
    return tanh(W_hj @ h_prev + W_xj @ x + b_j)


def c(input_gate, cell_update, forget_gate, c_prev):
    "(F5) c_t = i_t ⊙ j_t + f_t ⊙ c_{t-1}"
    return input_gate * cell_update + forget_gate * c_prev


def ct(c):
    "(F6) ct_t = tanh(c_t)"
    return tanh(c)


def h(output_gate, ct):
    "(F7) h_t = o_t ⊙ ct_t"
    return output_gate * ct


def dh(dh1, dh_next):
    "(B1) dh = dh + dh_prev"
    return dh1 + dh_next


def dC(ct, output_gate, dh, dc_next):
    "(B2) dC = tanh_grad(ct_t) ⊙ o_t ⊙ dh + dc_prev"
    return _tanh_grad(ct) * output_gate * dh + dc_next


def d_input(input_gate, cell_update, dC):
    "(B3) d_input = sigmoid_grad(i_t) ⊙ j_t ⊙ dC"
    return _sigmoid_grad(input_gate) * cell_update * dC


def d_forget(forget_gate, c_prev, dC):
    "(B4) d_forget = sigmoid_grad(f_t) ⊙ c_{t-1} ⊙ dC"
    return _sigmoid_grad(forget_gate) * c_prev * dC


def d_output(output_gate, ct, dh):
    "(B5) d_output = sigmoid_grad(o_t) ⊙ ct_t ⊙ dh"
    return _sigmoid_grad(output_gate) * ct * dh


def d_update(cell_update, input_gate, dC):
    "(B6) d_update = tanh_grad(j_t) ⊙ i_t ⊙ dC"
    return _tanh_grad(cell_update) * input_gate * dC


def dc_prev(forget_gate, dC):
    "(B7) dc_prev = f_t ⊙ dC"
    return forget_gate * dC


def db_i(d_input):
    "(B8) db_i += d_input"
    return d_input


def db_f(d_forget):
    "(B8) db_f += d_forget"
    return d_forget


def db_o(d_output):
    "(B8) db_o += d_output"
    return d_output


def db_j(d_update):
    "(B8) db_j += d_update"
    return d_update


def dW_xi(d_input, x):
    "(B9) dW_xi += outer(d_input, x_t)"
    return outer(d_input, x)


def dW_xf(d_forget, x):
    "(B9) dW_xf += outer(d_forget, x_t)"
    return outer(d_forget, x)


def dW_xo(d_output, x):
    "(B9) dW_xo += outer(d_output, x_t)"
    return outer(d_output, x)


def dW_xj(d_update, x):
    "(B9) dW_xj += outer(d_update, x_t)"
    return outer(d_update, x)


def dW_hi(d_input, h_prev):
    "(B9) dW_hi += outer(d_input, h_{t-1})"
    return outer(d_input, h_prev)


def dW_hf(d_forget, h_prev):
    "(B9) dW_hf += outer(d_forget, h_{t-1})"
    return outer(d_forget, h_prev)


def dW_ho(d_output, h_prev):
    "(B9) dW_ho += outer(d_output, h_{t-1})"
    return outer(d_output, h_prev)


def dW_hj(d_update, h_prev):
    "(B9) dW_hj += outer(d_update, h_{t-1})"
    return outer(d_update, h_prev)


def dh_prev(W_hi, d_input, W_hf, d_forget, W_ho, d_output, W_hj, d_update):
    "(B10) dh_prev = Σ_* W_h*^T d_*"
    return W_hi.mT @ d_input + W_hf.mT @ d_forget + W_ho.mT @ d_output + W_hj.mT @ d_update


def dX(W_xi, d_input, W_xf, d_forget, W_xo, d_output, W_xj, d_update):
    "(B11) dX = Σ_* W_x*^T d_*"
    return W_xi.mT @ d_input + W_xf.mT @ d_forget + W_xo.mT @ d_output + W_xj.mT @ d_update


def layout(W, U, b):
    "W_x* = W_k, W_h* = U_k, b_* = b_k, * = i, f, o, j (j is the project's g)"
    return dict(
        W_xi=W.i, W_xf=W.f, W_xo=W.o, W_xj=W.g, W_hi=U.i, W_hf=U.f, W_ho=U.o, W_hj=U.g, b_i=b.i, b_f=b.f, b_o=b.o, b_j=b.g,
    )
