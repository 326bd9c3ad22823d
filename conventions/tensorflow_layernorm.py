"""LayerNormBasicLSTMCell, TensorFlow Authors (2016)."""
from lstmcmp.symbols import beside, mean, outer, sigmoid, split, sqrt, stack, tanh

SOURCE = dict(
    author="TensorFlow Authors", year=2016, title="tf.contrib.rnn.LayerNormBasicLSTMCell", kind="code (forward only)",
    url="https://github.com/tensorflow/tensorflow/blob/v1.15.0/tensorflow/contrib/rnn/python/ops/rnn_cell.py",
)
READING = (
    "layer_norm=True, keep = 1 (F5 does nothing), forget_bias = 1, ε = 1e-12; every backward line is ours: "
    "the source leaves the gradient to automatic differentiation of F1 to F9"
)
CELL = "tensorflow_layernorm"
AXES = "row"                                     # batch in rows: [x_t, h_{t-1}] K
STATE = dict(h="h", c="c")                       # the carried c is the normalised one, F7
UPSTREAM = dict(dy="h", dc_next="c@T")
WEIGHTS = dict(
    gamma_input=(1, "H"), gamma_transform=(1, "H"), gamma_forget=(1, "H"), gamma_output=(1, "H"), gamma_state=(1, "H"),
    beta_input=(1, "H"), beta_transform=(1, "H"), beta_forget=(1, "H"), beta_output=(1, "H"), beta_state=(1, "H"),
)
MEANING = dict(
    dh="h", dz_o="z_o", dc="c", dr="r", dz_f="z_f", dz_i="z_i", dg="g", dz_j="z_j", dz="z", dxh="xh",
    dgamma_input="gamma_input", dgamma_transform="gamma_transform", dgamma_forget="gamma_forget", dgamma_output="gamma_output", dgamma_state="gamma_state",
    dbeta_input="beta_input", dbeta_transform="beta_transform", dbeta_forget="beta_forget", dbeta_output="beta_output", dbeta_state="beta_state",
    dK="K", dx="x", dh_prev="h_prev", dc_prev="c_prev",
)
_FORGET_BIAS, _EPSILON = 1.0, 1e-12


def _deviation(v):                               # √(s² + ε)
    return sqrt(mean((v - mean(v)) ** 2) + _EPSILON)


def _normal(v):                                  # (v − μ) / √(s² + ε)
    return (v - mean(v)) / _deviation(v)


def _normal_back(dn, v):                         # from the gradient of _normal(v) to that of v
    return (dn - mean(dn) - _normal(v) * mean(dn * _normal(v))) / _deviation(v)


def xh(x, h_prev):
    "(F1) [x_t, h_{t-1}]"
    return beside(x, h_prev)


def z(xh, K):
    "(F1) [z_i z_j z_f z_o] = [x_t, h_{t-1}] K"
    return xh @ K


def z_i(z, gamma_input, beta_input):
    "(F2, F3) z_i ← LN_input(z_i),  LN_s(v) = γ_s ⊙ (v − μ) / √(s² + ε) + β_s"
    return gamma_input * _normal(split(z, 4)[0]) + beta_input


def z_j(z, gamma_transform, beta_transform):
    "(F2, F3) z_j ← LN_transform(z_j)"
    return gamma_transform * _normal(split(z, 4)[1]) + beta_transform


def z_f(z, gamma_forget, beta_forget):
    "(F2, F3) z_f ← LN_forget(z_f)"
    return gamma_forget * _normal(split(z, 4)[2]) + beta_forget


def z_o(z, gamma_output, beta_output):
    "(F2, F3) z_o ← LN_output(z_o)"
    return gamma_output * _normal(split(z, 4)[3]) + beta_output


def g(z_j):
    "(F4) g = tanh(z_j)"
    return tanh(z_j)


def r(c_prev, z_f, z_i, g):
    "(F6) r_t = c_{t-1} ⊙ σ(z_f + forget_bias) + σ(z_i) ⊙ g"
    return c_prev * sigmoid(z_f + _FORGET_BIAS) + sigmoid(z_i) * g


def c(r, gamma_state, beta_state):
    "(F2, F7) c_t = LN_state(r_t)"
    return gamma_state * _normal(r) + beta_state


def h(c, z_o):
    "(F8) h_t = tanh(c_t) ⊙ σ(z_o)"
    return tanh(c) * sigmoid(z_o)


def dh(dy, dh_next):
    "(ours) dh = dy + dh_next"
    return dy + dh_next


def dz_o(dh, c, z_o):
    "(ours) F8: dz_o = dh ⊙ tanh(c) ⊙ σ(z_o) ⊙ (1 − σ(z_o))"
    return dh * tanh(c) * sigmoid(z_o) * (1 - sigmoid(z_o))


def dc(dc_next, dh, z_o, c):
    "(ours) F8: dc = dc_next + dh ⊙ σ(z_o) ⊙ (1 − tanh²(c))"
    return dc_next + dh * sigmoid(z_o) * (1 - tanh(c) ** 2)


def dgamma_state(dc, r):
    "(ours) F7: dγ_state = Σ_t dc ⊙ (r − μ) / √(s² + ε)"
    return dc * _normal(r)


def dbeta_state(dc):
    "(ours) F7: dβ_state = Σ_t dc"
    return dc


def dr(dc, gamma_state, r):
    "(ours) F7: n = (r − μ) / √(s² + ε), dn = γ_state ⊙ dc, dr = (dn − mean(dn) − n mean(dn ⊙ n)) / √(s² + ε)"
    return _normal_back(gamma_state * dc, r)


def dz_f(dr, c_prev, z_f):
    "(ours) F6: with f = σ(z_f + forget_bias), dz_f = dr ⊙ c_prev ⊙ f ⊙ (1 − f)"
    f = sigmoid(z_f + _FORGET_BIAS)
    return dr * c_prev * f * (1 - f)


def dz_i(dr, g, z_i):
    "(ours) F6: dz_i = dr ⊙ g ⊙ σ(z_i) ⊙ (1 − σ(z_i))"
    return dr * g * sigmoid(z_i) * (1 - sigmoid(z_i))


def dg(dr, z_i):
    "(ours) F6: dg = dr ⊙ σ(z_i)"
    return dr * sigmoid(z_i)


def dz_j(dg, g):
    "(ours) F4: dz_j = dg ⊙ (1 − g²)"
    return dg * (1 - g**2)


def dgamma_input(dz_i, z):
    "(ours) F3: dγ_input = Σ_t dz_i ⊙ (v − μ) / √(s² + ε), v the z_i of F1"
    return dz_i * _normal(split(z, 4)[0])


def dgamma_transform(dz_j, z):
    "(ours) F3: dγ_transform, likewise"
    return dz_j * _normal(split(z, 4)[1])


def dgamma_forget(dz_f, z):
    "(ours) F3: dγ_forget, likewise"
    return dz_f * _normal(split(z, 4)[2])


def dgamma_output(dz_o, z):
    "(ours) F3: dγ_output, likewise"
    return dz_o * _normal(split(z, 4)[3])


def dbeta_input(dz_i):
    "(ours) F3: dβ_input = Σ_t dz_i"
    return dz_i


def dbeta_transform(dz_j):
    "(ours) F3: dβ_transform = Σ_t dz_j"
    return dz_j


def dbeta_forget(dz_f):
    "(ours) F3: dβ_forget = Σ_t dz_f"
    return dz_f


def dbeta_output(dz_o):
    "(ours) F3: dβ_output = Σ_t dz_o"
    return dz_o


def dz(dz_i, gamma_input, dz_j, gamma_transform, dz_f, gamma_forget, dz_o, gamma_output, z):
    "(ours) F3: each of the four blocks of dz from its dz_k and γ_k, as dr from dc and γ_state"
    dn = gamma_input * dz_i, gamma_transform * dz_j, gamma_forget * dz_f, gamma_output * dz_o
    return beside(*(_normal_back(d, v) for d, v in zip(dn, split(z, 4), strict=True)))


def dc_prev(dr, z_f):
    "(ours) F6: dc_prev = dr ⊙ σ(z_f + forget_bias)"
    return dr * sigmoid(z_f + _FORGET_BIAS)


def dxh(dz, K):
    "(ours) F1: d[x_t, h_{t-1}] = dz Kᵀ"
    return dz @ K.mT


def dx(dxh, D):
    "(ours) F1: dx, the first D columns of dz Kᵀ"
    return dxh[..., :D]


def dh_prev(dxh, D):
    "(ours) F1: dh_prev, the last H columns of dz Kᵀ"
    return dxh[..., D:]


def dK(xh, dz):
    "(ours) F1: dK = Σ_t [x_t, h_{t-1}]ᵀ dz"
    return outer(xh, dz)


def layout(W, U):
    "K: rows x, then h, column blocks i, j (the project's g), f, o; no biases"
    return dict(K=beside(stack(W.i.mT, U.i.mT), stack(W.g.mT, U.g.mT), stack(W.f.mT, U.f.mT), stack(W.o.mT, U.o.mT)))
