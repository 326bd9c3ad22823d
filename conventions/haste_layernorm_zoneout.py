"""haste, LayerNormLSTM with zoneout, LMNT (2020)."""
from lstmcmp.symbols import beside, real, where

BASE = "haste_layernorm"
SOURCE = dict(
    author="LMNT, Inc.", year=2020, title="haste, LayerNormLSTM with zoneout", kind="code",
    url="https://github.com/lmnt-com/haste/blob/ceba32e/lib/layer_norm_lstm_backward_gpu.cu.cc",
)
READING = (
    "training with zoneout; the random mask m_t is replaced by a fixed one: at step t = 1, 2, ... it is 0 for the units u = 0, 1, ... whose t + u is a "
    "multiple of 4, alike for all sequences; a second value of dh and of dh_total is named by what it holds: dh_kept is the dh of B2, dh_prev that of B11, "
    "dh_total_m the second of B2; else as in haste_layernorm: no DropConnect; N and L1 to L5, which the source has once, stand here three times; "
    "dc_new is zero but at the last step"
)
CELL = "haste_layernorm_zoneout"
MEANING = dict(MEANING, dh_kept=("h", "h_prev"), dh_total_m="h_hat")  # noqa: F821


def unit(x, H):
    "(ours) u = 0, 1, ..., H - 1, the number of each unit, for the fixed mask"
    return beside(0 * x[..., :1], *range(1, H))


def step(step_prev, unit):
    "(ours) t = 1, 2, ..., the number of the step, for the fixed mask"
    return step_prev + 0 * unit + 1


def m(step, unit):
    "(ours) the fixed mask: 0 where t + u is a multiple of 4, else 1"
    return where(real(step + unit) % 4 == 0, 0 * unit, 0 * unit + 1)


def h(h_hat, h_prev, m):
    "(F8) training: h_t = (ĥ_t − h_{t-1}) ⊙ m_t + h_{t-1}"
    return (h_hat - h_prev) * m + h_prev


def dh_kept(m, dh_total):
    "(B2) with zoneout mask: dh = (1 − m_t) ⊙ dh_total"
    return (1 - m) * dh_total


def dh_total_m(m, dh_total):
    "(B2) then dh_total = m_t ⊙ dh_total"
    return m * dh_total


def do(tau, dh_total_m):
    "(B3) do = τ ⊙ dh_total"
    return tau * dh_total_m


def da(tau, o, dh_total_m):
    "(B4) da = (1 − τ²) ⊙ (o ⊙ dh_total)"
    return (1 - tau**2) * (o * dh_total_m)


def dh_prev(dh_kept, dRh, R):
    "(B11) dh = dh + dRh_t R^T"
    return dh_kept + dRh @ R.mT
