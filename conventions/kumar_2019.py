"""RNN Series: LSTM internals: Part-3: The Backward Propagation, the code, Mohit Kumar (2019)."""
import numpy as np

from lstmcmp.symbols import beside, log, outer, sigmoid, softmax, stack, tanh, total

SOURCE = dict(
    author="Mohit Kumar", year=2019, title="RNN Series: LSTM internals: Part-3: The Backward Propagation (Deep-Breathe)", kind="code",
    url="https://github.com/slowbreathing/Deep-Breathe/blob/bcc97ca/org/mk/training/dl/rnn_cell.py",
)
READING = (
    "the code at bcc97ca; fb_1: forget_bias = 1, its default; cat_xh: z = [x_t ; h_{t-1}]; the loss is that of the last step, batch of one; "
    "dhx and its parts, rows in the code, are turned into columns; dh_next and dC_next as left after the loop are dh_0 and dc_0; "
    "setreverseDs puts dL/dc_T where dC_next starts; dh_next_recurr, a slice of dhx for stacked cells, is not part of this file"
)
CELL = "forget-bias"
STATE = dict(h="h", c="c")
UPSTREAM = dict(dy="pred@T", dC_next="c@T")
TARGETS = dict(y="one-hot D")
WEIGHTS = dict(W_y=("H", "D"), b_y=(1, "D"))     # D is the size of the vocabulary
MEANING = dict(
    dy="pred", dBy="b_y", dWy="W_y", dhtf=("pred", "h"), dht="h", dct="c",
    dft="pre(f)", dit="pre(i)", dcproj="pre(cproj)", dot="pre(o)",  # B5c-B8c contain the derivatives of the activations
    dW_f="W_f", dW_i="W_i", dW_c="W_c", dW_o="W_o", db_f="b_f", db_i="b_i", db_c="b_c", db_o="b_o",
    dxf=("q_f", "z"), dxi=("q_i", "z"), dxc=("q_c", "z"), dxo=("q_o", "z"), dhx="z", dx="x", dh_prev="h_prev", dC_prev="c_prev",
)
_forget_bias = 1
_row_4 = [0.19266959, 0.6108299, 2.2495654, 1.5288974, 1.0172302, 1.1311738, 0.2666629, -0.30611828, -0.01412263, 0.44799015]  # of W_y; row 5 is the same
EXAMPLE = dict(                                  # the article's first window: "the", "mice", "had" -> "a" of ten words, d = 5; it prints no gradients
    x=np.eye(10)[[8, 7, 5]], y=np.eye(10)[[0, 0, 0]], h0=np.zeros(5), c0=np.zeros(5),  # of y only the last step is read
    **{f"W_{k}": np.full((5, 15), 0.1) for k in "fico"}, **{f"b_{k}": np.full(5, 0.1) for k in "fico"},
    W_y=[
        [-0.09588283, -2.2044923, -0.74828255, 0.14180686, -0.32083616, -0.9444244, 0.06826905, -0.9728962, -0.18506959, 1.0618515],
        [1.156649, 3.2738173, -1.2556943, -0.9079511, -0.82127047, -1.1448543, -0.60807484, -0.5885713, 1.0378786, -0.7088431],
        [1.006477, 0.28033388, -0.1804534, 0.8093307, -0.36991575, 0.29115433, -0.01028167, -0.7357091, 0.92254084, -0.10753923],
        _row_4, _row_4,
    ],
    b_y=[0.1458478, -0.3660951, -2.1647317, -1.9633691, -0.24532059, 0.14005205, -1.0961286, -0.43737876, 0.7028531, -1.8481724],
)


def _dsigmoid(f):                                # f*(1-f), called with the gate after σ
    return f * (1 - f)


def _dtanh(f):                                   # 1 - tanh(f)*tanh(f), called with c_t
    return 1 - tanh(f) * tanh(f)


def z(x, h_prev):
    "(F0c) z_t = [x_t ; h_{t-1}]"
    return stack(x, h_prev)


def q_f(W_f, z, b_f):
    "(F0c) q_t = WLSTM[:,1:] z_t + WLSTM[:,0], row block f"
    return W_f @ z + b_f


def q_i(W_i, z, b_i):
    "(F0c) q_t = WLSTM[:,1:] z_t + WLSTM[:,0], row block i"
    return W_i @ z + b_i


def q_c(W_c, z, b_c):
    "(F0c) q_t = WLSTM[:,1:] z_t + WLSTM[:,0], row block c"
    return W_c @ z + b_c


def q_o(W_o, z, b_o):
    "(F0c) q_t = WLSTM[:,1:] z_t + WLSTM[:,0], row block o"
    return W_o @ z + b_o


def f(q_f):
    "(F1c) f_t = σ(q_f + forget_bias)"
    return sigmoid(q_f + _forget_bias)


def i(q_i):
    "(F2c) i_t = σ(q_i)"
    return sigmoid(q_i)


def cproj(q_c):
    "(F3c) cproj_t = tanh(q_c)"
    return tanh(q_c)


def o(q_o):
    "(F4c) o_t = σ(q_o)"
    return sigmoid(q_o)


def c(c_prev, f, cproj, i):
    "(F5c) c_t = c_{t-1} ⊙ f_t + cproj_t ⊙ i_t"
    return c_prev * f + cproj * i


def h(o, c):
    "(F6c) h_t = o_t ⊙ tanh(c_t)"
    return o * tanh(c)


def pred(h, W_y, b_y):
    "(F7c) pred = h_last^T W_y + b_y"
    return h.mT @ W_y + b_y


def y_hat(pred):
    "(F7c) ŷ = softmax(pred)"
    return softmax(pred)


def one(x):
    "(ours) 1 at every step"
    return 0 * x[..., :1, :] + 1


def last(one, one_next):
    "(ours) 1 at the last step and 0 at all earlier ones: F7c, F8c and B1c are for the last step only"
    return one - one_next


def loss(y, y_hat, last):
    "(F8c) E = - Σ_k y_k log ŷ_k, y one-hot (last step only)"
    return -last * total(y.mT * log(y_hat))


def dy(y_hat, y, last):
    "(B1c) dy = ŷ - onehot(y) (once, last step)"
    return last * (y_hat - y.mT)


def dBy(dy):
    "(B1c) dBy = dy"
    return dy


def dWy(h, dy):
    "(B2c) dWy = h_last dy"
    return h @ dy


def dhtf(dy, W_y):
    "(B3c) dhtf = (dy W_y^T)^T at the last step, 0 at all earlier ones"
    return (dy @ W_y.mT).mT


def dht(dhtf, dh_next):
    "(B3c) dht = dhtf + dh_next"
    return dhtf + dh_next


def dct(dht, o, c, dC_next):
    "(B4c) dct = dht ⊙ (o_t ⊙ dtanh(c_t)) + dC_next"
    return dht * (o * _dtanh(c)) + dC_next


def dft(dct, c_prev, f):
    "(B5c) dft = dct ⊙ (c_{t-1} ⊙ dsigmoid(f_t))"
    return dct * (c_prev * _dsigmoid(f))


def dit(dct, cproj, i):
    "(B6c) dit = dct ⊙ (cproj_t ⊙ dsigmoid(i_t))"
    return dct * (cproj * _dsigmoid(i))


def dcproj(dct, i, cproj):
    "(B7c) dcproj = dct ⊙ (i_t ⊙ (1 - cproj_t*cproj_t))"
    return dct * (i * (1 - cproj * cproj))


def dot(dht, c, o):
    "(B8c) dot = dht ⊙ (tanh(c_t) ⊙ dsigmoid(o_t))"
    return dht * (tanh(c) * _dsigmoid(o))


def dW_f(dft, z):
    "(B9c) dW_f += dft z_t^T"
    return outer(dft, z)


def dW_i(dit, z):
    "(B9c) dW_i += dit z_t^T"
    return outer(dit, z)


def dW_c(dcproj, z):
    "(B9c) dW_c += dcproj z_t^T"
    return outer(dcproj, z)


def dW_o(dot, z):
    "(B9c) dW_o += dot z_t^T"
    return outer(dot, z)


def db_f(dft):
    "(B9c) db_f += Σ_batch dft"
    return dft


def db_i(dit):
    "(B9c) db_i += Σ_batch dit"
    return dit


def db_c(dcproj):
    "(B9c) db_c += Σ_batch dcproj"
    return dcproj


def db_o(dot):
    "(B9c) db_o += Σ_batch dot"
    return dot


def dxf(dft, W_f):
    "(B10c) dxf = dft^T W_f"
    return (dft.mT @ W_f).mT


def dxi(dit, W_i):
    "(B10c) dxi = dit^T W_i"
    return (dit.mT @ W_i).mT


def dxc(dcproj, W_c):
    "(B10c) dxc = dcproj^T W_c"
    return (dcproj.mT @ W_c).mT


def dxo(dot, W_o):
    "(B10c) dxo = dot^T W_o"
    return (dot.mT @ W_o).mT


def dhx(dxf, dxi, dxc, dxo):
    "(B10c) dhx = dxf + dxi + dxc + dxo"
    return dxf + dxi + dxc + dxo


def dx(dhx, D):
    "(B11c) dx_t = dhx[:, :n]"
    return dhx[..., :D, :]


def dh_prev(dhx, D):
    "(B11c) dh_next = (dhx[:, n:])^T"
    return dhx[..., D:, :]


def dC_prev(dct, f):
    "(B12c) dC_next = dct ⊙ f_t"
    return dct * f


def layout(W, U, b):
    "WLSTM, row blocks f, i, c, o (c is the project's g), row block k = [ b_k | W_k | U_k ]: its first column b_k, the others W_k = [ W_k | U_k ]"
    return dict(
        W_f=beside(W.f, U.f), W_i=beside(W.i, U.i), W_c=beside(W.g, U.g), W_o=beside(W.o, U.o),
        b_f=b.f, b_i=b.i, b_c=b.g, b_o=b.o,
    )
