"""Building your Recurrent Neural Network - Step by Step, with tanh of the candidate's value, deeplearning.ai (2018)."""
from lstmcmp.symbols import tanh

BASE = "deeplearning_ai_2018"
READING = (
    "tanh_value: tanh(c̃) of (8) is tanh of the value c̃^<t> of (3); "
    "else as in deeplearning_ai_2018: prec_plain, cprev_state, slice_WT, loop_carry"
)


def dc_tilde(dc_next_t, Gamma_u, Gamma_o, c, i_t, da_next_t, c_tilde):
    """(8) dc̃^<t> = dc_next * Γ_u^<t> + Γ_o^<t> (1 - tanh(c_next)^2) * i_t * da_next * c̃^<t> * (1 - tanh(c̃)^2)

    tanh_value: tanh(c̃) is tanh of the value c̃^<t>."""
    return dc_next_t * Gamma_u + Gamma_o * (1 - tanh(c) ** 2) * i_t * da_next_t * c_tilde * (1 - tanh(c_tilde) ** 2)


def _dc_tilde(dc_next_t, Gamma_u, Gamma_o, c, i_t, da_next_t, c_tilde):
    """(8) dc̃^<t> = ( dc_next * Γ_u^<t> + Γ_o^<t> (1 - tanh(c_next)^2) * i_t * da_next ) * (1 - (c̃^<t>)^2)

    As in deeplearning_ai_2018; and since c̃^<t> is already the value of tanh, its derivative is 1 - (c̃^<t>)², as the notebooks
    from version 3b (2020) on print it."""
    return (dc_next_t * Gamma_u + Gamma_o * (1 - tanh(c) ** 2) * i_t * da_next_t) * (1 - c_tilde**2)


ERRATA = dict(dc_tilde=_dc_tilde, dGamma_u=_dGamma_u, dGamma_f=_dGamma_f)  # noqa: F821
