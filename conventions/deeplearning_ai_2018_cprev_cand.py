"""Building your Recurrent Neural Network - Step by Step, with the candidate of the step before, deeplearning.ai (2018)."""
from lstmcmp.symbols import tanh

BASE = "deeplearning_ai_2018"
READING = (
    "cprev_cand: c̃_prev of (10) is c̃^<t-1>, zero before the first step; "
    "else as in deeplearning_ai_2018: prec_plain, tanh_name, slice_WT, loop_carry"
)


def dGamma_f(dc_next_t, c_tilde_prev, Gamma_o, c, c_prev, da_next_t, Gamma_f):
    """(10) dΓ_f^<t> = dc_next * c̃_prev + Γ_o^<t> (1 - tanh(c_next)^2) * c_prev * da_next * Γ_f^<t> * (1 - Γ_f^<t>)

    cprev_cand: c̃_prev is c̃^<t-1>."""
    return dc_next_t * c_tilde_prev + Gamma_o * (1 - tanh(c) ** 2) * c_prev * da_next_t * Gamma_f * (1 - Gamma_f)


def _dGamma_f(dc_next_t, c_prev, Gamma_o, c, da_next_t, Gamma_f):
    """(10) dΓ_f^<t> = ( dc_next * c_prev + Γ_o^<t> (1 - tanh(c_next)^2) * c_prev * da_next ) * Γ_f^<t> * (1 - Γ_f^<t>)

    As in deeplearning_ai_2018; and d(c^<t>)/d(Γ_f^<t>) is c_prev in both summands, as the notebooks from version 3b (2020) on print it."""
    return (dc_next_t * c_prev + Gamma_o * (1 - tanh(c) ** 2) * c_prev * da_next_t) * Gamma_f * (1 - Gamma_f)


ERRATA = dict(dc_tilde=_dc_tilde, dGamma_u=_dGamma_u, dGamma_f=_dGamma_f)  # noqa: F821
