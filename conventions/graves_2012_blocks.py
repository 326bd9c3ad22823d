"""Supervised Sequence Labelling with Recurrent Neural Networks, several cells in a block, Alex Graves (2012)."""
from lstmcmp.symbols import stack, total

BASE = "graves_2012"
READING = (
    "two memory blocks, one with the first H//2 cells and one with the others (C may differ from block to block; a single cell is one block): a block's "
    "gates are shared by its cells; the peepholes w_{cι}, w_{cφ}, w_{cω} lead from each cell to the gates of its own block; else as in graves_2012: "
    "Q2: b_i^t of the weight rule, printed once for all units, is what (4.2)-(4.8) multiply the weight with; f logistic, g and h tanh; softmax with cross "
    "entropy; the bias is one more input clamped to 1; b^0 and s^0 any, as the text allows"
)
CELL = "graves_2012_blocks"                      # gates shared by several cells: this forward pass is the definition
_N = "min(2, H)"                                 # how many blocks
WEIGHTS = dict(
    w_i_iota=("D + 1", _N), w_i_phi=("D + 1", _N), w_i_omega=("D + 1", _N),
    w_h_iota=("H", _N), w_h_phi=("H", _N), w_h_omega=("H", _N), w_hk=("H", 7),
)


def _blocks(H):                                  # the cells of each block
    return [slice(0, H // 2), slice(H // 2, H)] if H > 1 else [slice(0, 1)]


def _over(a, H):                                 # Σ_{c=1}^{C} a_c in every block: H cells -> one row per block
    return stack(*(total(a[..., cells, :]) for cells in _blocks(H)))


def _to(a, H):                                   # a gate's value at every cell of its block: one row per block -> H cells
    return stack(*(a[..., n : n + 1, :] for n, cells in enumerate(_blocks(H)) for _ in range(cells.start, cells.stop)))


def a_iota(w_i_iota, x_i, w_h_iota, b_c_prev, w_c_iota, s_c_prev, H):
    "(4.2) a_ι^t = Σ_{i=1}^{I} w_{iι} x_i^t + Σ_{h=1}^{H} w_{hι} b_h^{t-1} + Σ_{c=1}^{C} w_{cι} s_c^{t-1}"
    return w_i_iota.mT @ x_i + w_h_iota.mT @ b_c_prev + _over(w_c_iota * s_c_prev, H)


def a_phi(w_i_phi, x_i, w_h_phi, b_c_prev, w_c_phi, s_c_prev, H):
    "(4.4) a_φ^t = Σ_{i=1}^{I} w_{iφ} x_i^t + Σ_{h=1}^{H} w_{hφ} b_h^{t-1} + Σ_{c=1}^{C} w_{cφ} s_c^{t-1}"
    return w_i_phi.mT @ x_i + w_h_phi.mT @ b_c_prev + _over(w_c_phi * s_c_prev, H)


def s_c(b_phi, s_c_prev, b_iota, a_c, H):
    "(4.7) s_c^t = b_φ^t s_c^{t-1} + b_ι^t g(a_c^t)"
    return _to(b_phi, H) * s_c_prev + _to(b_iota, H) * _g(a_c)  # noqa: F821


def a_omega(w_i_omega, x_i, w_h_omega, b_c_prev, w_c_omega, s_c, H):
    "(4.8) a_ω^t = Σ_{i=1}^{I} w_{iω} x_i^t + Σ_{h=1}^{H} w_{hω} b_h^{t-1} + Σ_{c=1}^{C} w_{cω} s_c^t"
    return w_i_omega.mT @ x_i + w_h_omega.mT @ b_c_prev + _over(w_c_omega * s_c, H)


def b_c(b_omega, s_c, H):
    "(4.10) b_c^t = b_ω^t h(s_c^t)"
    return _to(b_omega, H) * _h(s_c)  # noqa: F821


def delta_omega(a_omega, s_c, epsilon_c, H):
    "(4.12) δ_ω^t = f'(a_ω^t) Σ_{c=1}^{C} h(s_c^t) ε_c^t"
    return _f_prime(a_omega) * _over(_h(s_c) * epsilon_c, H)  # noqa: F821


def epsilon_s(b_omega, s_c, epsilon_c, b_phi_next, epsilon_s_next, w_c_iota, delta_iota_next, w_c_phi, delta_phi_next, w_c_omega, delta_omega, H):
    "(4.13) ε_s^t = b_ω^t h'(s_c^t) ε_c^t + b_φ^{t+1} ε_s^{t+1} + w_{cι} δ_ι^{t+1} + w_{cφ} δ_φ^{t+1} + w_{cω} δ_ω^t"
    return (
        _to(b_omega, H) * _h_prime(s_c) * epsilon_c + _to(b_phi_next, H) * epsilon_s_next  # noqa: F821
        + w_c_iota * _to(delta_iota_next, H) + w_c_phi * _to(delta_phi_next, H) + w_c_omega * _to(delta_omega, H)
    )


def delta_c(b_iota, a_c, epsilon_s, H):
    "(4.14) δ_c^t = b_ι^t g'(a_c^t) ε_s^t"
    return _to(b_iota, H) * _g_prime(a_c) * epsilon_s  # noqa: F821


def delta_phi(a_phi, s_c_prev, epsilon_s, H):
    "(4.15) δ_φ^t = f'(a_φ^t) Σ_{c=1}^{C} s_c^{t-1} ε_s^t"
    return _f_prime(a_phi) * _over(s_c_prev * epsilon_s, H)  # noqa: F821


def delta_iota(a_iota, a_c, epsilon_s, H):
    "(4.16) δ_ι^t = f'(a_ι^t) Σ_{c=1}^{C} g(a_c^t) ε_s^t"
    return _f_prime(a_iota) * _over(_g(a_c) * epsilon_s, H)  # noqa: F821


def dL_dw_c_iota(s_c_prev, delta_iota, H):
    "(RNN) ∂L/∂w_ij = Σ_{t=1}^{T} δ_j^t b_i^t for w_{cι}: from s_c^{t-1}, as in (4.2)"
    return s_c_prev * _to(delta_iota, H)


def dL_dw_c_phi(s_c_prev, delta_phi, H):
    "(RNN) ∂L/∂w_ij = Σ_{t=1}^{T} δ_j^t b_i^t for w_{cφ}: from s_c^{t-1}, as in (4.4)"
    return s_c_prev * _to(delta_phi, H)


def dL_dw_c_omega(s_c, delta_omega, H):
    "(RNN) ∂L/∂w_ij = Σ_{t=1}^{T} δ_j^t b_i^t for w_{cω}: from s_c^t, as in (4.8)"
    return s_c * _to(delta_omega, H)


def layout(W, U, b, p):
    "w_ij is the weight from i to j: [from, to]; the bias is the row of the input that is 1; a peephole for each cell; the gates have arrays of their own"
    return dict(w_ic=stack(W.g.mT, b.g.mT), w_hc=U.g.mT, w_c_iota=p.i, w_c_phi=p.f, w_c_omega=p.o)
