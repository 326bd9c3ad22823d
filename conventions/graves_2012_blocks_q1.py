"""Supervised Sequence Labelling with Recurrent Neural Networks, several cells in a block, the weight rule by its letters, Alex Graves (2012)."""
from lstmcmp.symbols import outer

BASE = "graves_2012_blocks"
READING = (
    "Q1: the weight rule by its letters, superscript t for every source: b_h^t for recurrent weights, s_c^t for all peepholes; else as in graves_2012_blocks: "
    "two memory blocks, one with the first H//2 cells and one with the others; a block's gates are shared by its cells; the peepholes w_{cι}, w_{cφ}, w_{cω} "
    "lead from each cell to the gates of its own block; f logistic, g and h tanh; softmax with cross entropy; the bias is one more input clamped to 1; "
    "b^0 and s^0 any, as the text allows"
)


def dL_dw_h_iota(b_c, delta_iota):
    "(RNN) ∂L/∂w_ij = Σ_{t=1}^{T} δ_j^t b_i^t for w_{hι}: from b_h^t"
    return outer(b_c, delta_iota)


def dL_dw_c_iota(s_c, delta_iota, H):
    "(RNN) ∂L/∂w_ij = Σ_{t=1}^{T} δ_j^t b_i^t for w_{cι}: from s_c^t"
    return s_c * _to(delta_iota, H)  # noqa: F821


def dL_dw_h_phi(b_c, delta_phi):
    "(RNN) ∂L/∂w_ij = Σ_{t=1}^{T} δ_j^t b_i^t for w_{hφ}: from b_h^t"
    return outer(b_c, delta_phi)


def dL_dw_c_phi(s_c, delta_phi, H):
    "(RNN) ∂L/∂w_ij = Σ_{t=1}^{T} δ_j^t b_i^t for w_{cφ}: from s_c^t"
    return s_c * _to(delta_phi, H)  # noqa: F821


def dL_dw_hc(b_c, delta_c):
    "(RNN) ∂L/∂w_ij = Σ_{t=1}^{T} δ_j^t b_i^t for w_{hc}: from b_h^t"
    return outer(b_c, delta_c)


def dL_dw_h_omega(b_c, delta_omega):
    "(RNN) ∂L/∂w_ij = Σ_{t=1}^{T} δ_j^t b_i^t for w_{hω}: from b_h^t"
    return outer(b_c, delta_omega)


def _dL_dw_h_iota(b_c_prev, delta_iota):
    """(RNN) ∂L/∂w_ij = Σ_{t=1}^{T} δ_j^t b_i^{t-1} for w_{hι}

    The rule is printed once, for all weights, and its first form has ∂a_j^t/∂w_ij; by (4.2) that is b_h^{t-1} here. The letters
    fit the weights whose source is of the same step; graves_2012_blocks reads b_i so for all of them and agrees."""
    return outer(b_c_prev, delta_iota)


def _dL_dw_c_iota(s_c_prev, delta_iota, H):
    """(RNN) ∂L/∂w_ij = Σ_{t=1}^{T} δ_j^t b_i^{t-1} for w_{cι}

    By (4.2) the peepholes of the input gate multiply s_c^{t-1}; only those of the output gate, (4.8), see s_c^t."""
    return s_c_prev * _to(delta_iota, H)  # noqa: F821


def _dL_dw_h_phi(b_c_prev, delta_phi):
    """(RNN) ∂L/∂w_ij = Σ_{t=1}^{T} δ_j^t b_i^{t-1} for w_{hφ}

    By (4.4) the weight multiplies b_h^{t-1}, as for w_{hι}."""
    return outer(b_c_prev, delta_phi)


def _dL_dw_c_phi(s_c_prev, delta_phi, H):
    """(RNN) ∂L/∂w_ij = Σ_{t=1}^{T} δ_j^t b_i^{t-1} for w_{cφ}

    By (4.4) the weight multiplies s_c^{t-1}, as for w_{cι}."""
    return s_c_prev * _to(delta_phi, H)  # noqa: F821


def _dL_dw_hc(b_c_prev, delta_c):
    """(RNN) ∂L/∂w_ij = Σ_{t=1}^{T} δ_j^t b_i^{t-1} for w_{hc}

    By (4.6) the weight multiplies b_h^{t-1}, as for w_{hι}."""
    return outer(b_c_prev, delta_c)


def _dL_dw_h_omega(b_c_prev, delta_omega):
    """(RNN) ∂L/∂w_ij = Σ_{t=1}^{T} δ_j^t b_i^{t-1} for w_{hω}

    By (4.8) the weight multiplies b_h^{t-1}, as for w_{hι}."""
    return outer(b_c_prev, delta_omega)


ERRATA = dict(
    dL_dw_h_iota=_dL_dw_h_iota, dL_dw_c_iota=_dL_dw_c_iota, dL_dw_h_phi=_dL_dw_h_phi, dL_dw_c_phi=_dL_dw_c_phi, dL_dw_hc=_dL_dw_hc,
    dL_dw_h_omega=_dL_dw_h_omega,
)
