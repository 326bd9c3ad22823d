"""Building your Recurrent Neural Network - Step by Step, version 3b and later, with da alone from step to step, deeplearning.ai (2020)."""

BASE = "deeplearning_ai_2020"
READING = (
    "loop_da_only: da_next = da[:,:,t], dc_next = dc_prevt, the latter replaced by the dc_prev of the step; "
    "else as in deeplearning_ai_2020: dgc_p"
)


def da_next_t(da_t):
    "(B3) da_next = da[:,:,t]"
    return da_t


def _da_next_t(da_t, da_prevt):
    """(B3) da_next = da[:,:,t] + da_prevt

    Step t+1 reads a^<t> too, and (19) gives its share; without da_prevt nothing reads (19). The notebook says of the plain RNN
    that da has to be combined with what comes from the other steps."""
    return da_t + da_prevt


ERRATA = dict(da_next_t=_da_next_t)
