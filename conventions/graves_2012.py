"""Supervised Sequence Labelling with Recurrent Neural Networks, Alex Graves (2012)."""
from lstmcmp.symbols import log, outer, sigmoid, softmax, stack, tanh, total

SOURCE = dict(
    author="Alex Graves", year=2012, title="Supervised Sequence Labelling with Recurrent Neural Networks, chapter 4", kind="mathematics",
    url="https://www.cs.toronto.edu/~graves/preprint.pdf",
)
READING = (
    "Q2: b_i^t of the weight rule, printed once for all units, is what (4.2)-(4.8) multiply the weight with; "
    "one cell per block (C = 1, H blocks); f logistic, g and h tanh; softmax with cross entropy; the bias is one more input clamped to 1; "
    "b^0 and s^0 any, as the text allows"
)
CELL = "peephole"
STATE = dict(h="b_c", c="s_c")
UPSTREAM = dict(delta_k="a_k")
TARGETS = dict(z_k="one-hot 7")
WEIGHTS = dict(w_hk=("H", 7))                    # K = 7 outputs
MEANING = dict(                                  # δ_j = ∂L/∂a_j, ε_c = ∂L/∂b_c, ε_s = ∂L/∂s_c
    delta_k="a_k", epsilon_c="b_c", delta_omega="a_omega", epsilon_s="s_c", delta_c="a_c", delta_phi="a_phi", delta_iota="a_iota",
    dL_dw_i_iota="w_i_iota", dL_dw_h_iota="w_h_iota", dL_dw_c_iota="w_c_iota", dL_dw_i_phi="w_i_phi", dL_dw_h_phi="w_h_phi", dL_dw_c_phi="w_c_phi",
    dL_dw_ic="w_ic", dL_dw_hc="w_hc", dL_dw_i_omega="w_i_omega", dL_dw_h_omega="w_h_omega", dL_dw_c_omega="w_c_omega", dL_dw_hk="w_hk",
)


def _f(a):                                       # gates: logistic; f', g', h' are functions of the same argument
    return sigmoid(a)


def _f_prime(a):
    return sigmoid(a) * (1 - sigmoid(a))


def _g(a):                                       # cell input and, as h, cell output: tanh
    return tanh(a)


def _g_prime(a):
    return 1 - tanh(a) ** 2


_h, _h_prime = _g, _g_prime


def x_i(x):
    "(ours) the inputs x_i^t, i = 1..I, the last one clamped to 1: its weights are the biases"
    return stack(x, 1)


def a_iota(w_i_iota, x_i, w_h_iota, b_c_prev, w_c_iota, s_c_prev):
    "(4.2) a_ι^t = Σ_{i=1}^{I} w_{iι} x_i^t + Σ_{h=1}^{H} w_{hι} b_h^{t-1} + Σ_{c=1}^{C} w_{cι} s_c^{t-1}"
    return w_i_iota.mT @ x_i + w_h_iota.mT @ b_c_prev + w_c_iota * s_c_prev


def b_iota(a_iota):
    "(4.3) b_ι^t = f(a_ι^t)"
    return _f(a_iota)


def a_phi(w_i_phi, x_i, w_h_phi, b_c_prev, w_c_phi, s_c_prev):
    "(4.4) a_φ^t = Σ_{i=1}^{I} w_{iφ} x_i^t + Σ_{h=1}^{H} w_{hφ} b_h^{t-1} + Σ_{c=1}^{C} w_{cφ} s_c^{t-1}"
    return w_i_phi.mT @ x_i + w_h_phi.mT @ b_c_prev + w_c_phi * s_c_prev


def b_phi(a_phi):
    "(4.5) b_φ^t = f(a_φ^t)"
    return _f(a_phi)


def a_c(w_ic, x_i, w_hc, b_c_prev):
    "(4.6) a_c^t = Σ_{i=1}^{I} w_{ic} x_i^t + Σ_{h=1}^{H} w_{hc} b_h^{t-1}"
    return w_ic.mT @ x_i + w_hc.mT @ b_c_prev


def s_c(b_phi, s_c_prev, b_iota, a_c):
    "(4.7) s_c^t = b_φ^t s_c^{t-1} + b_ι^t g(a_c^t)"
    return b_phi * s_c_prev + b_iota * _g(a_c)


def a_omega(w_i_omega, x_i, w_h_omega, b_c_prev, w_c_omega, s_c):
    "(4.8) a_ω^t = Σ_{i=1}^{I} w_{iω} x_i^t + Σ_{h=1}^{H} w_{hω} b_h^{t-1} + Σ_{c=1}^{C} w_{cω} s_c^t"
    return w_i_omega.mT @ x_i + w_h_omega.mT @ b_c_prev + w_c_omega * s_c


def b_omega(a_omega):
    "(4.9) b_ω^t = f(a_ω^t)"
    return _f(a_omega)


def b_c(b_omega, s_c):
    "(4.10) b_c^t = b_ω^t h(s_c^t)"
    return b_omega * _h(s_c)


def a_k(w_hk, b_c):
    "a_k^t = Σ_h w_{hk} b_h^t"
    return w_hk.mT @ b_c


def y_k(a_k):
    "(ours) y_k^t = exp(a_k^t) / Σ_{k'=1}^{K} exp(a_{k'}^t), the softmax that the text names"
    return softmax(a_k)


def loss(z_k, y_k):
    "(ours) L = -Σ_t Σ_{k=1}^{K} z_k^t ln y_k^t, the cross entropy that the text names"
    return -total(z_k * log(y_k))


def delta_k(y_k, z_k):
    "δ_k^t = y_k^t - z_k^t"
    return y_k - z_k


def epsilon_c(w_hk, delta_k, w_h_iota, delta_iota_next, w_h_phi, delta_phi_next, w_hc, delta_c_next, w_h_omega, delta_omega_next):
    "(4.11) ε_c^t = Σ_{k=1}^{K} w_{ck} δ_k^t + Σ_{g=1}^{G} w_{cg} δ_g^{t+1}"
    return w_hk @ delta_k + w_h_iota @ delta_iota_next + w_h_phi @ delta_phi_next + w_hc @ delta_c_next + w_h_omega @ delta_omega_next


def delta_omega(a_omega, s_c, epsilon_c):
    "(4.12) δ_ω^t = f'(a_ω^t) Σ_{c=1}^{C} h(s_c^t) ε_c^t"
    return _f_prime(a_omega) * _h(s_c) * epsilon_c


def epsilon_s(b_omega, s_c, epsilon_c, b_phi_next, epsilon_s_next, w_c_iota, delta_iota_next, w_c_phi, delta_phi_next, w_c_omega, delta_omega):
    "(4.13) ε_s^t = b_ω^t h'(s_c^t) ε_c^t + b_φ^{t+1} ε_s^{t+1} + w_{cι} δ_ι^{t+1} + w_{cφ} δ_φ^{t+1} + w_{cω} δ_ω^t"
    return (
        b_omega * _h_prime(s_c) * epsilon_c + b_phi_next * epsilon_s_next
        + w_c_iota * delta_iota_next + w_c_phi * delta_phi_next + w_c_omega * delta_omega
    )


def delta_c(b_iota, a_c, epsilon_s):
    "(4.14) δ_c^t = b_ι^t g'(a_c^t) ε_s^t"
    return b_iota * _g_prime(a_c) * epsilon_s


def delta_phi(a_phi, s_c_prev, epsilon_s):
    "(4.15) δ_φ^t = f'(a_φ^t) Σ_{c=1}^{C} s_c^{t-1} ε_s^t"
    return _f_prime(a_phi) * s_c_prev * epsilon_s


def delta_iota(a_iota, a_c, epsilon_s):
    "(4.16) δ_ι^t = f'(a_ι^t) Σ_{c=1}^{C} g(a_c^t) ε_s^t"
    return _f_prime(a_iota) * _g(a_c) * epsilon_s


# One printed rule, ∂L/∂w_ij = Σ_{t=1}^{T} (∂L/∂a_j^t)(∂a_j^t/∂w_ij) = Σ_{t=1}^{T} δ_j^t b_i^t, and its instances; arrays are [from i, to j].


def dL_dw_i_iota(x_i, delta_iota):
    "(RNN) ∂L/∂w_ij = Σ_{t=1}^{T} δ_j^t b_i^t for w_{iι}: from x_i^t"
    return outer(x_i, delta_iota)


def dL_dw_h_iota(b_c_prev, delta_iota):
    "(RNN) ∂L/∂w_ij = Σ_{t=1}^{T} δ_j^t b_i^t for w_{hι}: from b_h^{t-1}, as in (4.2)"
    return outer(b_c_prev, delta_iota)


def dL_dw_c_iota(s_c_prev, delta_iota):
    "(RNN) ∂L/∂w_ij = Σ_{t=1}^{T} δ_j^t b_i^t for w_{cι}: from s_c^{t-1}, as in (4.2)"
    return s_c_prev * delta_iota


def dL_dw_i_phi(x_i, delta_phi):
    "(RNN) ∂L/∂w_ij = Σ_{t=1}^{T} δ_j^t b_i^t for w_{iφ}: from x_i^t"
    return outer(x_i, delta_phi)


def dL_dw_h_phi(b_c_prev, delta_phi):
    "(RNN) ∂L/∂w_ij = Σ_{t=1}^{T} δ_j^t b_i^t for w_{hφ}: from b_h^{t-1}, as in (4.4)"
    return outer(b_c_prev, delta_phi)


def dL_dw_c_phi(s_c_prev, delta_phi):
    "(RNN) ∂L/∂w_ij = Σ_{t=1}^{T} δ_j^t b_i^t for w_{cφ}: from s_c^{t-1}, as in (4.4)"
    return s_c_prev * delta_phi


def dL_dw_ic(x_i, delta_c):
    "(RNN) ∂L/∂w_ij = Σ_{t=1}^{T} δ_j^t b_i^t for w_{ic}: from x_i^t"
    return outer(x_i, delta_c)


def dL_dw_hc(b_c_prev, delta_c):
    "(RNN) ∂L/∂w_ij = Σ_{t=1}^{T} δ_j^t b_i^t for w_{hc}: from b_h^{t-1}, as in (4.6)"
    return outer(b_c_prev, delta_c)


def dL_dw_i_omega(x_i, delta_omega):
    "(RNN) ∂L/∂w_ij = Σ_{t=1}^{T} δ_j^t b_i^t for w_{iω}: from x_i^t"
    return outer(x_i, delta_omega)


def dL_dw_h_omega(b_c_prev, delta_omega):
    "(RNN) ∂L/∂w_ij = Σ_{t=1}^{T} δ_j^t b_i^t for w_{hω}: from b_h^{t-1}, as in (4.8)"
    return outer(b_c_prev, delta_omega)


def dL_dw_c_omega(s_c, delta_omega):
    "(RNN) ∂L/∂w_ij = Σ_{t=1}^{T} δ_j^t b_i^t for w_{cω}: from s_c^t, as in (4.8)"
    return s_c * delta_omega


def dL_dw_hk(b_c, delta_k):
    "(RNN) ∂L/∂w_ij = Σ_{t=1}^{T} δ_j^t b_i^t for w_{hk}: from b_h^t"
    return outer(b_c, delta_k)


def layout(W, U, b, p):
    "w_ij is the weight from i to j: [from, to]; the bias is the row of the input that is 1; peepholes within the block"
    return dict(
        w_i_iota=stack(W.i.mT, b.i.mT), w_i_phi=stack(W.f.mT, b.f.mT), w_ic=stack(W.g.mT, b.g.mT), w_i_omega=stack(W.o.mT, b.o.mT),
        w_h_iota=U.i.mT, w_h_phi=U.f.mT, w_hc=U.g.mT, w_h_omega=U.o.mT,
        w_c_iota=p.i, w_c_phi=p.f, w_c_omega=p.o,
    )
