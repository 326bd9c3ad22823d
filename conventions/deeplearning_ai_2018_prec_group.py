"""Building your Recurrent Neural Network - Step by Step, with the derivatives of the activations for both summands, deeplearning.ai (2018)."""
from lstmcmp.symbols import tanh

BASE = "deeplearning_ai_2018"
READING = (
    "prec_group: the last factors of (8)-(10), 1 - tanh(c̃)^2, Γ_u (1 - Γ_u) and Γ_f (1 - Γ_f), multiply both summands, "
    "and the c̃ of (8) belongs to the second summand; else as in deeplearning_ai_2018: tanh_name, cprev_state, slice_WT, loop_carry"
)


def dc_tilde(dc_next_t, Gamma_u, Gamma_o, c, i_t, da_next_t, c_tilde):
    """(8) dc̃^<t> = dc_next * Γ_u^<t> + Γ_o^<t> (1 - tanh(c_next)^2) * i_t * da_next * c̃^<t> * (1 - tanh(c̃)^2)

    (1 - tanh(c̃)^2) multiplies both summands, c̃^<t> the second; tanh_name: tanh(c̃) is c̃^<t>."""
    return (dc_next_t * Gamma_u + Gamma_o * (1 - tanh(c) ** 2) * i_t * da_next_t * c_tilde) * (1 - c_tilde**2)


def dGamma_u(dc_next_t, c_tilde, Gamma_o, c, da_next_t, Gamma_u):
    """(9) dΓ_u^<t> = dc_next * c̃^<t> + Γ_o^<t> (1 - tanh(c_next)^2) * c̃^<t> * da_next * Γ_u^<t> * (1 - Γ_u^<t>)

    Γ_u^<t> * (1 - Γ_u^<t>) multiplies both summands."""
    return (dc_next_t * c_tilde + Gamma_o * (1 - tanh(c) ** 2) * c_tilde * da_next_t) * Gamma_u * (1 - Gamma_u)


def dGamma_f(dc_next_t, c_prev, Gamma_o, c, da_next_t, Gamma_f):
    """(10) dΓ_f^<t> = dc_next * c̃_prev + Γ_o^<t> (1 - tanh(c_next)^2) * c_prev * da_next * Γ_f^<t> * (1 - Γ_f^<t>)

    Γ_f^<t> * (1 - Γ_f^<t>) multiplies both summands; cprev_state: c̃_prev is c_prev."""
    return (dc_next_t * c_prev + Gamma_o * (1 - tanh(c) ** 2) * c_prev * da_next_t) * Gamma_f * (1 - Gamma_f)


def _dc_tilde(dc_next_t, Gamma_u, Gamma_o, c, i_t, da_next_t, c_tilde):
    """(8) dc̃^<t> = dc_next * Γ_u^<t> + Γ_o^<t> (1 - tanh(c_next)^2) * i_t * da_next * (1 - tanh(c̃)^2)

    d(c^<t>)/d(c̃^<t>) is Γ_u^<t> alone; the factor c̃^<t> of the second summand is not in it. The notebooks from version 3b (2020) on print (8) without it."""
    return (dc_next_t * Gamma_u + Gamma_o * (1 - tanh(c) ** 2) * i_t * da_next_t) * (1 - c_tilde**2)


ERRATA = dict(dc_tilde=_dc_tilde)
