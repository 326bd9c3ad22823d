"""haste, LayerNormLSTM, LMNT (2020)."""
from lstmcmp.symbols import beside, mean, outer, sigmoid, split, sqrt, tanh, total

SOURCE = dict(
    author="LMNT, Inc.", year=2020, title="haste, LayerNormLSTM", kind="code",
    url="https://github.com/lmnt-com/haste/blob/ceba32e/lib/layer_norm_lstm_backward_gpu.cu.cc",
)
READING = (
    "no zoneout, no DropConnect; N and its gradient L1 to L5, which the source has once, stand here three times: x for F1 and B12, r for F2 and B10, "
    "h for F6 and B5; the dc and dh that a step carries to step t-1 are called dc_prev and dh_prev; dc_new is zero but at the last step"
)
CELL = "haste_layernorm"
AXES = "row"                                     # batch in rows: x W, h R
STATE = dict(h="h", c="c")                       # the carried c is the one before F6
UPSTREAM = dict(dh_new="h", dc_new="c@T")
WEIGHTS = dict(gamma_0=(1, "4 * H"), gamma_1=(1, "4 * H"), gamma_h=(1, "H"), beta_h=(1, "H"))
MEANING = dict(
    dh_total="h", do="o", dv_o="pre(o)", da="a",
    dgamma_h="gamma_h", dbeta_h="beta_h", q_h="n_h", dsigma_h="var_h", dmu_h="mu_h", dn=[("u_h", "c"), ("mu_h", "c")],  # the share of c read by F6
    dc_total="c", df="f", di="i", dg="g", dc_prev="c_prev", dv_g="pre(g)", dv_i="pre(i)", dv_f="pre(f)", dv="v", db="b",
    dgamma_1="gamma_1", q_r="n_r", dsigma_r="var_r", dmu_r="mu_r", dRh="hR", dh_prev="h_prev",
    dgamma_0="gamma_0", q_x="n_x", dsigma_x="var_x", dmu_x="mu_x", dWx="xW", dW="W", dR="R", dx="x",
)
_EPSILON = 1e-5


def _n(v):                                       # n of L4 and L5: the length of the axis
    return v.shape[-1]


def xW(x, W):
    "(F1) x_t W"
    return x @ W


def mu_x(xW):
    "(N) μ = mean of v, v = x_t W"
    return mean(xW)


def u_x(xW, mu_x):
    "(N) u = v − μ"
    return xW - mu_x


def var_x(u_x):
    "(N) mean of (v − μ)²"
    return mean(u_x**2)


def s_x(var_x):
    "(N) s = 1 / √(mean of (v − μ)² + 1e-5)"
    return 1 / sqrt(var_x + _EPSILON)


def n_x(u_x, s_x):
    "(N) (v − μ) s"
    return u_x * s_x


def Wx(n_x, gamma_0):
    "(F1) Wx_t = N(x_t W; γ_0) = (v − μ) s ⊙ γ_0"
    return n_x * gamma_0


def hR(h_prev, R):
    "(F2) h_{t-1} R"
    return h_prev @ R


def mu_r(hR):
    "(N) μ = mean of v, v = h_{t-1} R"
    return mean(hR)


def u_r(hR, mu_r):
    "(N) u = v − μ"
    return hR - mu_r


def var_r(u_r):
    "(N) mean of (v − μ)²"
    return mean(u_r**2)


def s_r(var_r):
    "(N) s = 1 / √(mean of (v − μ)² + 1e-5)"
    return 1 / sqrt(var_r + _EPSILON)


def n_r(u_r, s_r):
    "(N) (v − μ) s"
    return u_r * s_r


def Rh(n_r, gamma_1):
    "(F2) Rh_t = N(h_{t-1} R; γ_1) = (v − μ) s ⊙ γ_1"
    return n_r * gamma_1


def v(Wx, Rh, b):
    "(F3) [v_i v_g v_f v_o] = Wx_t + Rh_t + b"
    return Wx + Rh + b


def i(v):
    "(F4) i = σ(v_i)"
    return sigmoid(split(v, 4)[0])


def g(v):
    "(F4) g = tanh(v_g)"
    return tanh(split(v, 4)[1])


def f(v):
    "(F4) f = σ(v_f)"
    return sigmoid(split(v, 4)[2])


def o(v):
    "(F4) o = σ(v_o)"
    return sigmoid(split(v, 4)[3])


def c(f, c_prev, i, g):
    "(F5) c_t = f ⊙ c_{t-1} + i ⊙ g"
    return f * c_prev + i * g


def mu_h(c):
    "(N) μ = mean of v, v = c_t"
    return mean(c)


def u_h(c, mu_h):
    "(N) u = v − μ"
    return c - mu_h


def var_h(u_h):
    "(N) mean of (v − μ)²"
    return mean(u_h**2)


def s_h(var_h):
    "(N) s = 1 / √(mean of (v − μ)² + 1e-5)"
    return 1 / sqrt(var_h + _EPSILON)


def n_h(u_h, s_h):
    "(N) (v − μ) s"
    return u_h * s_h


def a(n_h, gamma_h, beta_h):
    "(F6) a_t = N(c_t; γ_h, β_h) = (v − μ) s ⊙ γ_h + β_h"
    return n_h * gamma_h + beta_h


def h_hat(o, a):
    "(F7) ĥ_t = o ⊙ tanh(a_t)"
    return o * tanh(a)


def h(h_hat):
    "(F8) no zoneout: h_t = ĥ_t"
    return h_hat


def dh_total(dh_new, dh):
    "(B1) dh_total = dh_new[t] + dh"
    return dh_new + dh


def tau(a):
    "(B3) τ = tanh(a_t)"
    return tanh(a)


def do(tau, dh_total):
    "(B3) do = τ ⊙ dh_total"
    return tau * dh_total


def dv_o(o, do):
    "(B3) dv_o = o (1 − o) ⊙ do"
    return o * (1 - o) * do


def da(tau, o, dh_total):
    "(B4) da = (1 − τ²) ⊙ (o ⊙ dh_total)"
    return (1 - tau**2) * (o * dh_total)


def dgamma_h(u_h, s_h, da):
    "(L1) dγ += u s ⊙ dy"
    return u_h * s_h * da


def dbeta_h(da):
    "(L1) dβ += dy"
    return da


def q_h(gamma_h, da):
    "(L2) q = γ ⊙ dy"
    return gamma_h * da


def dsigma_h(u_h, q_h, s_h):
    "(L3) dσ = −½ (Σ u q) s³"
    return -0.5 * total(u_h * q_h) * s_h**3


def dmu_h(u_h, dsigma_h, q_h, s_h):
    "(L4) dμ = −2 (Σ u) dσ / n − (Σ q) s"
    return -2 * total(u_h) * dsigma_h / _n(u_h) - total(q_h) * s_h


def dn(u_h, dsigma_h, s_h, q_h, dmu_h):
    "(B5, L5) dn = LNgrad(da; c_t, γ_h),  dx = 2 u dσ / n + s q + dμ / n"
    return 2 * u_h * dsigma_h / _n(u_h) + s_h * q_h + dmu_h / _n(u_h)


def dc_total(dc_new, dc, dn):
    "(B6) dc_total = dc_new[t] + dc + dn"
    return dc_new + dc + dn


def df(c_prev, dc_total):
    "(B7) df = c_{t-1} ⊙ dc_total"
    return c_prev * dc_total


def di(g, dc_total):
    "(B7) di = g ⊙ dc_total"
    return g * dc_total


def dg(i, dc_total):
    "(B7) dg = i ⊙ dc_total"
    return i * dc_total


def dc_prev(f, dc_total):
    "(B7) dc = f ⊙ dc_total"
    return f * dc_total


def dv_g(g, dg):
    "(B8) dv_g = (1 − g²) ⊙ dg"
    return (1 - g**2) * dg


def dv_i(i, di):
    "(B8) dv_i = i (1 − i) ⊙ di"
    return i * (1 - i) * di


def dv_f(f, df):
    "(B8) dv_f = f (1 − f) ⊙ df"
    return f * (1 - f) * df


def dv(dv_i, dv_g, dv_f, dv_o):
    "(B9) [dv_i dv_g dv_f dv_o]"
    return beside(dv_i, dv_g, dv_f, dv_o)


def db(dv):
    "(B9) db += Σ_batch [dv_i dv_g dv_f dv_o]"
    return dv


def dgamma_1(u_r, s_r, dv):
    "(L1) dγ += u s ⊙ dy"
    return u_r * s_r * dv


def q_r(gamma_1, dv):
    "(L2) q = γ ⊙ dy"
    return gamma_1 * dv


def dsigma_r(u_r, q_r, s_r):
    "(L3) dσ = −½ (Σ u q) s³"
    return -0.5 * total(u_r * q_r) * s_r**3


def dmu_r(u_r, dsigma_r, q_r, s_r):
    "(L4) dμ = −2 (Σ u) dσ / n − (Σ q) s"
    return -2 * total(u_r) * dsigma_r / _n(u_r) - total(q_r) * s_r


def dRh(u_r, dsigma_r, s_r, q_r, dmu_r):
    "(B10, L5) dRh_t = LNgrad(dv_t; h_{t-1} R, γ_1),  dx = 2 u dσ / n + s q + dμ / n"
    return 2 * u_r * dsigma_r / _n(u_r) + s_r * q_r + dmu_r / _n(u_r)


def dh_prev(dRh, R):
    "(B2, B11) without zoneout mask: dh = 0;  dh = dh + dRh_t R^T"
    return 0 + dRh @ R.mT


def dgamma_0(u_x, s_x, dv):
    "(L1) dγ += u s ⊙ dy"
    return u_x * s_x * dv


def q_x(gamma_0, dv):
    "(L2) q = γ ⊙ dy"
    return gamma_0 * dv


def dsigma_x(u_x, q_x, s_x):
    "(L3) dσ = −½ (Σ u q) s³"
    return -0.5 * total(u_x * q_x) * s_x**3


def dmu_x(u_x, dsigma_x, q_x, s_x):
    "(L4) dμ = −2 (Σ u) dσ / n − (Σ q) s"
    return -2 * total(u_x) * dsigma_x / _n(u_x) - total(q_x) * s_x


def dWx(u_x, dsigma_x, s_x, q_x, dmu_x):
    "(B12, L5) dWx_t = LNgrad(dv_t; x_t W, γ_0),  dx = 2 u dσ / n + s q + dμ / n"
    return 2 * u_x * dsigma_x / _n(u_x) + s_x * q_x + dmu_x / _n(u_x)


def dW(x, dWx):
    "(B13) dW += Σ_t x_t^T dWx_t"
    return outer(x, dWx)


def dR(h_prev, dRh):
    "(B13) dR += Σ_t h_{t-1}^T dRh_t"
    return outer(h_prev, dRh)


def dx(dWx, W):
    "(B13) dx_t = dWx_t W^T"
    return dWx @ W.mT


def layout(W, U, b):
    "W, R, b: the gates side by side in the order i, g, f, o"
    return {name: beside(k.i.mT, k.g.mT, k.f.mT, k.o.mT) for name, k in dict(W=W, R=U, b=b).items()}
