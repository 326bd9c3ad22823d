"""Framewise phoneme classification, undelayed inputs and outputs, (B2) by its letters, Alex Graves, Jürgen Schmidhuber (2005)."""
from lstmcmp.symbols import outer, stack

BASE = "graves_2005"
READING = (
    "FROM MEMORY: every line here is written from memory; nothing has been compared with the printed appendix, so a verdict here says nothing about it; "
    "D2: only the recurrent connections are delayed; inputs, bias unit and the connections to the output units are of the same step, and (B8) pairs "
    "each δ with the source value that the forward pass used, for peepholes s_c(τ-1), s_c(τ-1), s_c(τ) (Q2); "
    "E1: δ_j(τ+1) in (B2) for every j, output units included; S2: (B8) from τ0; "
    "else as in graves_2005: j in (B2) runs over all units that a cell output feeds: gates, cell inputs, output units; output units fed by the cell "
    "outputs, softmax with cross entropy; one cell per block; f logistic, g and h 4σ - 2 as in the experiments"
)
CELL = "graves_2005_undelayed_e2_s2"             # a peephole LSTM with g = h = 4σ - 2: that forward pass is the definition
SUMS = {}

del y_all  # noqa: F821


def y_j(x, y_c_prev):
    "(ours) the sources y_j, j in N, D2: inputs at τ, cell outputs at τ-1, the bias unit"
    return stack(x, y_c_prev, 1)


def x_k(w_kc, y_c):
    "(ours) x_k = Σ_c w_{kc} y_c(τ), D2: undelayed"
    return w_kc @ y_c


def dE_dw_iota_j(delta_iota, y_j):
    "(B8, D2, S2) ∂E_total/∂w_ij = Σ_{τ=τ0}^{τ1} δ_i(τ) y_j, i = ι, j undelayed but for the cell outputs"
    return outer(delta_iota, y_j)


def dE_dw_phi_j(delta_phi, y_j):
    "(B8, D2, S2) ∂E_total/∂w_ij = Σ_{τ=τ0}^{τ1} δ_i(τ) y_j, i = φ, j undelayed but for the cell outputs"
    return outer(delta_phi, y_j)


def dE_dw_cj(delta_c, y_j):
    "(B8, D2, S2) ∂E_total/∂w_ij = Σ_{τ=τ0}^{τ1} δ_i(τ) y_j, i = c, j undelayed but for the cell outputs"
    return outer(delta_c, y_j)


def dE_dw_omega_j(delta_omega, y_j):
    "(B8, D2, S2) ∂E_total/∂w_ij = Σ_{τ=τ0}^{τ1} δ_i(τ) y_j, i = ω, j undelayed but for the cell outputs"
    return outer(delta_omega, y_j)


def dE_dw_kc(delta_k, y_c):
    "(B8, D2, S2) ∂E_total/∂w_ij = Σ_{τ=τ0}^{τ1} δ_i(τ) y_c(τ), i an output unit"
    return outer(delta_k, y_c)


def dE_dw_iota_c(delta_iota, s_c_prev):
    "(B8, D2, S2) ∂E_total/∂w_ij = Σ_{τ=τ0}^{τ1} δ_i(τ) s_c(τ-1), i = ι"
    return delta_iota * s_c_prev


def dE_dw_phi_c(delta_phi, s_c_prev):
    "(B8, D2, S2) ∂E_total/∂w_ij = Σ_{τ=τ0}^{τ1} δ_i(τ) s_c(τ-1), i = φ"
    return delta_phi * s_c_prev


def dE_dw_omega_c(delta_omega, s_c):
    "(B8, D2, S2) ∂E_total/∂w_ij = Σ_{τ=τ0}^{τ1} δ_i(τ) s_c(τ), i = ω"
    return delta_omega * s_c


def _epsilon_c(w_kc, delta_k, w_iota_j, delta_iota_next, w_phi_j, delta_phi_next, w_cj, delta_c_next, w_omega_j, delta_omega_next, D):
    """(B2) ε_c = Σ_k w_{kc} δ_k(τ) + Σ_j w_{jc} δ_j(τ+1), k output units, j gates and cell inputs

    In this reading the output units read y_c of the same step, so their δ comes back to it at τ. (B2) with one index for all j
    belongs to the reading in which every connection is delayed by one step, graves_2005, and there it agrees. All of this is from
    memory: it remains to be compared with the printed appendix."""
    return (
        w_kc.mT @ delta_k + _cells(w_iota_j, D).mT @ delta_iota_next + _cells(w_phi_j, D).mT @ delta_phi_next  # noqa: F821
        + _cells(w_cj, D).mT @ delta_c_next + _cells(w_omega_j, D).mT @ delta_omega_next  # noqa: F821
    )


ERRATA = dict(epsilon_c=_epsilon_c)
