"""Framewise phoneme classification, the peephole weights as the forward pass has them, Alex Graves, Jürgen Schmidhuber (2005)."""
BASE = "graves_2005"
READING = (
    "FROM MEMORY: every line here is written from memory; nothing has been compared with the printed appendix, so a verdict here says nothing about it; "
    "Q2: the source of a peephole weight in (B8) is what the forward pass multiplies it with, s_c(τ-1), s_c(τ-1), s_c(τ); "
    "else as in graves_2005: D1: every connection but the peepholes is delayed by one step, as written, and before τ0 all units are 0, the bias unit too; "
    "E1: δ_j(τ+1) in (B2) for every j, output units included; S1: (B8) from τ0+1; "
    "j in (B2) runs over all units that a cell output feeds: gates, cell inputs, output units; output units fed by the cell outputs, "
    "softmax with cross entropy; one cell per block; f logistic, g and h 4σ - 2 as in the experiments"
)
ERRATA = {}


def dE_dw_iota_c(delta_iota, s_c_prev):
    "(B8, Q2) ∂E_total/∂w_ij = Σ_{τ=τ0+1}^{τ1} δ_i(τ) s_c(τ-1), i = ι"
    return delta_iota * s_c_prev


def dE_dw_phi_c(delta_phi, s_c_prev):
    "(B8, Q2) ∂E_total/∂w_ij = Σ_{τ=τ0+1}^{τ1} δ_i(τ) s_c(τ-1), i = φ"
    return delta_phi * s_c_prev


def dE_dw_omega_c(delta_omega, s_c):
    "(B8, Q2) ∂E_total/∂w_ij = Σ_{τ=τ0+1}^{τ1} δ_i(τ) s_c(τ), i = ω"
    return delta_omega * s_c
