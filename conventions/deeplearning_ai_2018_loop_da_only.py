"""Building your Recurrent Neural Network - Step by Step, with da alone from step to step, deeplearning.ai (2018)."""

BASE = "deeplearning_ai_2018"
READING = (
    "loop_da_only: da_next = da[:,:,t], dc_next = dc_prevt, the latter replaced by the dc_prev of the step; "
    "else as in deeplearning_ai_2018: prec_plain, tanh_name, cprev_state, slice_WT"
)


def da_next_t(da_t):
    "(B3) da_next = da[:,:,t]"
    return da_t


def _da_next_t(da_t, da_prevt):
    """(B3) da_next = da[:,:,t] + da_prevt

    Step t+1 reads a^<t> too, and (15) gives its share; without da_prevt nothing reads (15). Version 3b (2020) says of the
    plain RNN that da and da_prevt are summed here."""
    return da_t + da_prevt


ERRATA = dict(dc_tilde=_dc_tilde, dGamma_u=_dGamma_u, dGamma_f=_dGamma_f, da_next_t=_da_next_t)  # noqa: F821
