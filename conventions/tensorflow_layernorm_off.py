"""LayerNormBasicLSTMCell with layer_norm=False, TensorFlow Authors (2016)."""
from lstmcmp.symbols import beside, split, stack

BASE = "tensorflow_layernorm"
SOURCE = dict(
    author="TensorFlow Authors", year=2016, title="tf.contrib.rnn.LayerNormBasicLSTMCell, layer_norm=False", kind="code (forward only)",
    url="https://github.com/tensorflow/tensorflow/blob/v1.15.0/tensorflow/contrib/rnn/python/ops/rnn_cell.py",
)
READING = (
    "layer_norm=False: F1 with b, F3 and F7 fall away; keep = 1 (F5 does nothing), forget_bias = 1; every backward line is ours: "
    "the source leaves the gradient to automatic differentiation of F1 to F9"
)
CELL = "forget-bias"
WEIGHTS = {}
MEANING = dict(
    dh="h", dz_o="z_o", dc="c", dr="r", dz_f="z_f", dz_i="z_i", dg="g", dz_j="z_j", dz="z", dxh="xh",
    dK="K", db="b", dx="x", dh_prev="h_prev", dc_prev="c_prev",
)

del dgamma_input, dgamma_transform, dgamma_forget, dgamma_output, dgamma_state  # noqa: F821
del dbeta_input, dbeta_transform, dbeta_forget, dbeta_output, dbeta_state  # noqa: F821


def z(xh, K, b):
    "(F1) [z_i z_j z_f z_o] = [x_t, h_{t-1}] K + b"
    return xh @ K + b


def z_i(z):
    "(F1) z_i, the first block"
    return split(z, 4)[0]


def z_j(z):
    "(F1) z_j, the second block"
    return split(z, 4)[1]


def z_f(z):
    "(F1) z_f, the third block"
    return split(z, 4)[2]


def z_o(z):
    "(F1) z_o, the fourth block"
    return split(z, 4)[3]


def c(r):
    "(F7) c_t = r_t"
    return r


def dr(dc):
    "(ours) F7: dr = dc"
    return dc


def dz(dz_i, dz_j, dz_f, dz_o):
    "(ours) F1: dz = [dz_i dz_j dz_f dz_o]"
    return beside(dz_i, dz_j, dz_f, dz_o)


def db(dz):
    "(ours) F1: db = Σ_t dz"
    return dz


def layout(W, U, b):
    "K: rows x, then h, column blocks i, j (the project's g), f, o; b in this order"
    K = beside(stack(W.i.mT, U.i.mT), stack(W.g.mT, U.g.mT), stack(W.f.mT, U.f.mT), stack(W.o.mT, U.o.mT))
    return dict(K=K, b=beside(b.i.mT, b.g.mT, b.f.mT, b.o.mT))
