"""RNN Series: LSTM internals: Part-3: The Backward Propagation, as printed on the figures, Mohit Kumar (2019)."""
from lstmcmp.symbols import beside, log, outer, sigmoid, softmax, stack, tanh, total

SOURCE = dict(
    author="Mohit Kumar", year=2019, title="RNN Series: LSTM internals: Part-3: The Backward Propagation", kind="mathematics and code",
    url="https://slowbreathing.github.io/articles/2019-07/LSTMPart-3",
)
READING = (
    "the figures, with the code lines of figures 29 to 31 (B9c-B12c) for what they print no equation of; dtanh_inline: dtanh(ĉ_t) of B6 is 1 - ĉ_t*ĉ_t, which "
    "figure 20 labels \"inlined dtanh\", everything else with the helpers of figure 15; head_grouped: in B3 (ŷ_t - y_t) as a whole is multiplied by W_y^T, as in the code; "
    "in B2 it is a row behind the column h_t, likewise; tail_next: B3, not B3', has the second term; "
    "cat_hx: [h_{t-1}, x_t] for the weights and for the slices of dhx; fb_0: no forget_bias; E is the sum of the E_t; "
    "dhx and its parts, rows in the code, are turned into columns; dh_next and dc_next as left after the loop are dh_0 and dc_0"
)
STATE = dict(h="h", c="c")
UPSTREAM = dict(dy="pred")
TARGETS = dict(y="one-hot D")
WEIGHTS = dict(W_y=("H", "D"), b_y=(1, "D"))     # D is the size of the vocabulary
MEANING = dict(
    dy="pred", dE_dBy="b_y", dE_dWy="W_y", dE_dh="h", dE_dc="c",
    dE_do="pre(o)", dE_dc_hat="pre(c_tilde)", dE_df="pre(f)", dE_di="pre(i)",  # B4, B6-B8 contain the derivatives of the activations
    dW_f="W_f", dW_i="W_i", dW_c="W_c", dW_o="W_o", db_f="b_f", db_i="b_i", db_c="b_c", db_o="b_o",
    dxf=("f", "hx"), dxi=("i", "hx"), dxc=("c_tilde", "hx"), dxo=("o", "hx"), dhx="hx", dx="x", dh_next="h_prev", dc_next="c_prev",
)


def _dsigmoid(f):                                # figure 15: f*(1-f)
    return f * (1 - f)


def _dtanh(f):                                   # figure 15: 1 - tanh(f)*tanh(f)
    return 1 - tanh(f) * tanh(f)


def _dtanh_c_hat(c_hat):                         # dtanh as B6 calls it: 1 - ĉ_t*ĉ_t
    return 1 - c_hat * c_hat


def hx(h_prev, x):
    "(Symbols) [h_{t-1}, x_t]"
    return stack(h_prev, x)


def f(W_f, hx, b_f):
    "(F1) f_t = σ(W_f.[h_{t-1},x_t] + b_f)"
    return sigmoid(W_f @ hx + b_f)


def i(W_i, hx, b_i):
    "(F2) i_t = σ(W_i.[h_{t-1},x_t] + b_i)"
    return sigmoid(W_i @ hx + b_i)


def c_tilde(W_c, hx, b_c):
    "(F3) c̃_t = tanh(W_c.[h_{t-1},x_t] + b_c)"
    return tanh(W_c @ hx + b_c)


def o(W_o, hx, b_o):
    "(F4) o_t = σ(W_o.[h_{t-1},x_t] + b_o)"
    return sigmoid(W_o @ hx + b_o)


def c(f, c_prev, i, c_tilde):
    "(F5) c_t = (f_t * c_{t-1}) + (i_t * c̃_t)"
    return (f * c_prev) + (i * c_tilde)


def h(o, c):
    "(F6) h_t = o_t * tanh(c_t)"
    return o * tanh(c)


def pred(h, W_y, b_y):
    "(F7) pred_t = (h_t.W_y) + b_y"
    return h.mT @ W_y + b_y


def y_hat(pred):
    "(F8) ŷ_t = softmax(pred_t)"
    return softmax(pred)


def loss(y_hat, y):
    "(F9) E_t = crossEntropyLoss(ŷ_t, y_t)"
    return -total(y.mT * log(y_hat))


def dy(y_hat, y):
    "(ours) ŷ_t - y_t, which B1, B2 and B3 have in common; dy in the code"
    return y_hat - y.mT


def dE_dBy(dy):
    "(B1) dE_t/dBy_t = ŷ_t - y_t"
    return dy


def dE_dWy(dy, h):
    "(B2) dE_t/dWy_t = (ŷ_t - y_t).h_t"
    return h @ dy


def dE_dh(dy, W_y, dh_next):
    "(B3) dE_t/dh_t = (ŷ_t - y_t.W_y) + dh_next"
    return (dy @ W_y.mT).mT + dh_next


def dE_do(dE_dh, c, o):
    "(B4) dE_t/do_t = ∂E_t/∂h_t . ∂h_t/∂o_t = ∂E_t/∂h_t . tanh(c_t) . dsigmoid(o_t)"
    return dE_dh * tanh(c) * _dsigmoid(o)


def dE_dc(dE_dh, o, c, dc_next):
    "(B5) dE_t/dc_t = ∂E_t/∂h_t . ∂h_t/∂c_t = ∂E_t/∂h_t . o_t . dtanh(c_t) + dc_next"
    return dE_dh * o * _dtanh(c) + dc_next


def dE_dc_hat(dE_dc, i, c_tilde):
    "(B6) dE_t/dĉ_t = ∂E_t/∂c_t . ∂c_t/∂ĉ_t = ∂E_t/∂c_t . i_t . dtanh(ĉ_t)"
    return dE_dc * i * _dtanh_c_hat(c_tilde)


def dE_df(dE_dc, c_prev, f):
    "(B7) dE_t/df_t = ∂E_t/∂c_t . ∂c_t/∂f_t = ∂E_t/∂c_t . c_{t-1} . dsigmoid(f_t)"
    return dE_dc * c_prev * _dsigmoid(f)


def dE_di(dE_dc, c_tilde, i):
    "(B8) dE_t/di_t = ∂E_t/∂c_t . ∂c_t/∂i_t = ∂E_t/∂c_t . ĉ_t . dsigmoid(i_t)"
    return dE_dc * c_tilde * _dsigmoid(i)


def dW_f(dE_df, hx):
    "(B9c) dW_f += dft z_t^T"
    return outer(dE_df, hx)


def dW_i(dE_di, hx):
    "(B9c) dW_i += dit z_t^T"
    return outer(dE_di, hx)


def dW_c(dE_dc_hat, hx):
    "(B9c) dW_c += dcproj z_t^T"
    return outer(dE_dc_hat, hx)


def dW_o(dE_do, hx):
    "(B9c) dW_o += dot z_t^T"
    return outer(dE_do, hx)


def db_f(dE_df):
    "(B9c) db_f += Σ_batch dft"
    return dE_df


def db_i(dE_di):
    "(B9c) db_i += Σ_batch dit"
    return dE_di


def db_c(dE_dc_hat):
    "(B9c) db_c += Σ_batch dcproj"
    return dE_dc_hat


def db_o(dE_do):
    "(B9c) db_o += Σ_batch dot"
    return dE_do


def dxf(dE_df, W_f):
    "(B10c) dxf = dft^T W_f"
    return (dE_df.mT @ W_f).mT


def dxi(dE_di, W_i):
    "(B10c) dxi = dit^T W_i"
    return (dE_di.mT @ W_i).mT


def dxc(dE_dc_hat, W_c):
    "(B10c) dxc = dcproj^T W_c"
    return (dE_dc_hat.mT @ W_c).mT


def dxo(dE_do, W_o):
    "(B10c) dxo = dot^T W_o"
    return (dE_do.mT @ W_o).mT


def dhx(dxf, dxi, dxc, dxo):
    "(B10c) dhx = dxf + dxi + dxc + dxo"
    return dxf + dxi + dxc + dxo


def dx(dhx, H):
    "(B11c) dx_t = dhx[:, :n]; cat_hx: dhx[:, d:]"
    return dhx[..., H:, :]


def dh_next(dhx, H):
    "(B11c) dh_next = (dhx[:, n:])^T; cat_hx: (dhx[:, :d])^T"
    return dhx[..., :H, :]


def dc_next(dE_dc, f):
    "(B12c) dC_next = dct ⊙ f_t"
    return dE_dc * f


def layout(W, U, b):
    "W_k = [ U_k | W_k ], it meets [h_{t-1}, x_t]; b_k, k = f, i, c, o (c is the project's g)"
    return dict(
        W_f=beside(U.f, W.f), W_i=beside(U.i, W.i), W_c=beside(U.g, W.g), W_o=beside(U.o, W.o),
        b_f=b.f, b_i=b.i, b_c=b.g, b_o=b.o,
    )
