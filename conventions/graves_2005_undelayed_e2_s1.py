"""Framewise phoneme classification, undelayed inputs and outputs, (B8) by its letters, Alex Graves, Jürgen Schmidhuber (2005)."""
from lstmcmp.symbols import outer, stack

BASE = "graves_2005"
READING = (
    "FROM MEMORY: every line here is written from memory; nothing has been compared with the printed appendix, so a verdict here says nothing about it; "
    "D2: only the recurrent connections are delayed; inputs, bias unit and the connections to the output units are of the same step, and (B8) pairs "
    "each δ with the source value that the forward pass used, for peepholes s_c(τ-1), s_c(τ-1), s_c(τ) (Q2); "
    "E2: in (B2) δ_k(τ) for output units, δ_j(τ+1) for gates and cell inputs; S1: (B8) from τ0+1, as written; "
    "else as in graves_2005: j in (B2) runs over all units that a cell output feeds: gates, cell inputs, output units; output units fed by the cell "
    "outputs, softmax with cross entropy; one cell per block; f logistic, g and h 4σ - 2 as in the experiments"
)
CELL = "graves_2005_undelayed_e2_s2"             # a peephole LSTM with g = h = 4σ - 2: that forward pass is the definition
SUMS = {}                                        # the range of (B8) is in_sum, so that a correction can widen it


def y_j(x, y_c_prev):
    "(ours) the sources y_j, j in N, D2: inputs at τ, cell outputs at τ-1, the bias unit"
    return stack(x, y_c_prev, 1)


def x_k(w_kc, y_c):
    "(ours) x_k = Σ_c w_{kc} y_c(τ), D2: undelayed"
    return w_kc @ y_c


def in_sum(y_all_prev):
    "(ours) the range of the sum in (B8): 1 from τ0+1 on, 0 at τ0, as the bias unit of the step before"
    return y_all_prev[..., -1:, :]


def epsilon_c(w_kc, delta_k, w_iota_j, delta_iota_next, w_phi_j, delta_phi_next, w_cj, delta_c_next, w_omega_j, delta_omega_next, D):
    "(B2, E2) ε_c = Σ_k w_{kc} δ_k(τ) + Σ_j w_{jc} δ_j(τ+1), k output units, j gates and cell inputs"
    return (
        w_kc.mT @ delta_k + _cells(w_iota_j, D).mT @ delta_iota_next + _cells(w_phi_j, D).mT @ delta_phi_next  # noqa: F821
        + _cells(w_cj, D).mT @ delta_c_next + _cells(w_omega_j, D).mT @ delta_omega_next  # noqa: F821
    )


def dE_dw_iota_j(in_sum, delta_iota, y_j):
    "(B8, D2, S1) ∂E_total/∂w_ij = Σ_{τ=τ0+1}^{τ1} δ_i(τ) y_j, i = ι, j undelayed but for the cell outputs"
    return in_sum * outer(delta_iota, y_j)


def dE_dw_phi_j(in_sum, delta_phi, y_j):
    "(B8, D2, S1) ∂E_total/∂w_ij = Σ_{τ=τ0+1}^{τ1} δ_i(τ) y_j, i = φ, j undelayed but for the cell outputs"
    return in_sum * outer(delta_phi, y_j)


def dE_dw_cj(in_sum, delta_c, y_j):
    "(B8, D2, S1) ∂E_total/∂w_ij = Σ_{τ=τ0+1}^{τ1} δ_i(τ) y_j, i = c, j undelayed but for the cell outputs"
    return in_sum * outer(delta_c, y_j)


def dE_dw_omega_j(in_sum, delta_omega, y_j):
    "(B8, D2, S1) ∂E_total/∂w_ij = Σ_{τ=τ0+1}^{τ1} δ_i(τ) y_j, i = ω, j undelayed but for the cell outputs"
    return in_sum * outer(delta_omega, y_j)


def dE_dw_kc(in_sum, delta_k, y_c):
    "(B8, D2, S1) ∂E_total/∂w_ij = Σ_{τ=τ0+1}^{τ1} δ_i(τ) y_c(τ), i an output unit"
    return in_sum * outer(delta_k, y_c)


def dE_dw_iota_c(in_sum, delta_iota, s_c_prev):
    "(B8, D2, S1) ∂E_total/∂w_ij = Σ_{τ=τ0+1}^{τ1} δ_i(τ) s_c(τ-1), i = ι"
    return in_sum * delta_iota * s_c_prev


def dE_dw_phi_c(in_sum, delta_phi, s_c_prev):
    "(B8, D2, S1) ∂E_total/∂w_ij = Σ_{τ=τ0+1}^{τ1} δ_i(τ) s_c(τ-1), i = φ"
    return in_sum * delta_phi * s_c_prev


def dE_dw_omega_c(in_sum, delta_omega, s_c):
    "(B8, D2, S1) ∂E_total/∂w_ij = Σ_{τ=τ0+1}^{τ1} δ_i(τ) s_c(τ), i = ω"
    return in_sum * delta_omega * s_c


def _dE_dw_iota_j(delta_iota, y_j):
    """(B8) ∂E_total/∂w_ij = Σ_{τ=τ0}^{τ1} δ_i(τ) y_j, i = ι, j undelayed but for the cell outputs

    In this reading the inputs and the bias unit are of the same step, so the step τ0 contributes as well. The sum from τ0+1 belongs
    to sources of the step before, which are 0 at τ0: graves_2005, where every connection is delayed, agrees with it. (For w_{φj} the
    step τ0 gives 0 either way, as s_c(τ0-1) = 0.) All of this is from memory: it remains to be compared with the printed appendix."""
    return outer(delta_iota, y_j)


def _dE_dw_cj(delta_c, y_j):
    """(B8) ∂E_total/∂w_ij = Σ_{τ=τ0}^{τ1} δ_i(τ) y_j, i = c, j undelayed but for the cell outputs

    As for w_{ιj}: the inputs and the bias unit at τ0 contribute."""
    return outer(delta_c, y_j)


def _dE_dw_omega_j(delta_omega, y_j):
    """(B8) ∂E_total/∂w_ij = Σ_{τ=τ0}^{τ1} δ_i(τ) y_j, i = ω, j undelayed but for the cell outputs

    As for w_{ιj}: the inputs and the bias unit at τ0 contribute."""
    return outer(delta_omega, y_j)


def _dE_dw_kc(delta_k, y_c):
    """(B8) ∂E_total/∂w_ij = Σ_{τ=τ0}^{τ1} δ_i(τ) y_c(τ), i an output unit

    As for w_{ιj}: in this reading the output units read y_c(τ0) at τ0."""
    return outer(delta_k, y_c)


def _dE_dw_omega_c(delta_omega, s_c):
    """(B8) ∂E_total/∂w_ij = Σ_{τ=τ0}^{τ1} δ_i(τ) s_c(τ), i = ω

    As for w_{ιj}: the peephole of the output gate reads s_c(τ0) at τ0. Those of the other two read s_c(τ0-1) = 0 there."""
    return delta_omega * s_c


ERRATA = dict(dE_dw_iota_j=_dE_dw_iota_j, dE_dw_cj=_dE_dw_cj, dE_dw_omega_j=_dE_dw_omega_j, dE_dw_kc=_dE_dw_kc, dE_dw_omega_c=_dE_dw_omega_c)
