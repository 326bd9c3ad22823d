"""Building your Recurrent Neural Network - Step by Step, versions 1 and 2, deeplearning.ai (2018)."""
from lstmcmp.symbols import tanh

BASE = "deeplearning_ai_2018"
READING = (
    "versions 1 and 2, February 2018: (8) begins with dc_next * Γ_i^<t>, all else as in version 3; "
    "readings as in deeplearning_ai_2018: prec_plain, tanh_name, cprev_state, slice_WT, loop_carry"
)


def Gamma_i(Gamma_u):
    "(ours) Γ_i^<t> = Γ_u^<t>: (8) prints Γ_i, which no other equation has, for the update gate"
    return Gamma_u


def dc_tilde(dc_next_t, Gamma_i, Gamma_o, c, i_t, da_next_t, c_tilde):
    """(8) dc̃^<t> = dc_next * Γ_i^<t> + Γ_o^<t> (1 - tanh(c_next)^2) * i_t * da_next * c̃^<t> * (1 - tanh(c̃)^2)

    tanh_name: tanh(c̃) is c̃^<t>, what the tanh of (3) gives."""
    return dc_next_t * Gamma_i + Gamma_o * (1 - tanh(c) ** 2) * i_t * da_next_t * c_tilde * (1 - c_tilde**2)


def _dc_tilde(dc_next_t, Gamma_i, Gamma_o, c, i_t, da_next_t, c_tilde):
    """(8) dc̃^<t> = ( dc_next * Γ_i^<t> + Γ_o^<t> (1 - tanh(c_next)^2) * i_t * da_next ) * (1 - tanh(c̃)^2)

    As in deeplearning_ai_2018: the derivative of tanh belongs to both summands, and neither has c̃ as a factor; where (8) has
    * c̃^<t> a closing bracket fits."""
    return (dc_next_t * Gamma_i + Gamma_o * (1 - tanh(c) ** 2) * i_t * da_next_t) * (1 - c_tilde**2)


ERRATA = dict(dc_tilde=_dc_tilde, dGamma_u=_dGamma_u, dGamma_f=_dGamma_f)  # noqa: F821
