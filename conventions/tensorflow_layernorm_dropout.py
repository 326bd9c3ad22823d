"""LayerNormBasicLSTMCell with dropout, TensorFlow Authors (2016)."""
from lstmcmp.symbols import beside, real, sigmoid, where

BASE = "tensorflow_layernorm"
SOURCE = dict(
    author="TensorFlow Authors", year=2016, title="tf.contrib.rnn.LayerNormBasicLSTMCell with dropout", kind="code (forward only)",
    url="https://github.com/tensorflow/tensorflow/blob/v1.15.0/tensorflow/contrib/rnn/python/ops/rnn_cell.py",
)
READING = (
    "layer_norm=True, keep = 0.75; the random mask m of F5 is replaced by a fixed one: at step t = 1, 2, ... it is 0 for the units u = 0, 1, ... "
    "whose t + u is a multiple of 4, alike for all sequences; forget_bias = 1, ε = 1e-12; every backward line is ours: "
    "the source leaves the gradient to automatic differentiation of F1 to F9"
)
CELL = "tensorflow_layernorm_dropout"
MEANING = dict(MEANING, dg_kept="g_kept")  # noqa: F821
_KEEP = 0.75


def unit(x, H):
    "(ours) u = 0, 1, ..., H - 1, the number of each unit, for the fixed mask"
    return beside(0 * x[..., :1], *range(1, H))


def step(step_prev, unit):
    "(ours) t = 1, 2, ..., the number of the step, for the fixed mask"
    return step_prev + 0 * unit + 1


def m(step, unit):
    "(ours) the fixed mask: 0 where t + u is a multiple of 4, else 1"
    return where(real(step + unit) % 4 == 0, 0 * unit, 0 * unit + 1)


def g_kept(g, m):
    "(F5) if keep < 1: g ← g ⊙ m / keep"
    return g * m / _KEEP


def r(c_prev, z_f, z_i, g_kept):
    "(F6) r_t = c_{t-1} ⊙ σ(z_f + forget_bias) + σ(z_i) ⊙ g"
    return c_prev * sigmoid(z_f + _FORGET_BIAS) + sigmoid(z_i) * g_kept  # noqa: F821


def dz_i(dr, g_kept, z_i):
    "(ours) F6: dz_i = dr ⊙ g ⊙ σ(z_i) ⊙ (1 − σ(z_i)), g after F5"
    return dr * g_kept * sigmoid(z_i) * (1 - sigmoid(z_i))


def dg_kept(dr, z_i):
    "(ours) F6: the gradient of g after F5 is dr ⊙ σ(z_i)"
    return dr * sigmoid(z_i)


def dg(dg_kept, m):
    "(ours) F5: the gradient of g before F5 is that after it ⊙ m / keep"
    return dg_kept * m / _KEEP
