"""Building your Recurrent Neural Network - Step by Step, with nothing carried from step to step, deeplearning.ai (2018)."""

BASE = "deeplearning_ai_2018"
READING = (
    "loop_zero: da_next = da[:,:,t] + da_prevt and dc_next = dc_prevt, which start as zeros and which no printed line of the loop changes; "
    "else as in deeplearning_ai_2018: prec_plain, tanh_name, cprev_state, slice_WT; "
    "with (8) corrected this loop gives every number of the notebook's expected output but the three for db_u, db_c and db_o"
)


def da_next_t(da_t):
    "(B2, B3) da_next = da[:,:,t] + da_prevt, da_prevt = 0"
    return da_t


def dc_next_t(c):
    "(B2, B3) dc_next = dc_prevt, dc_prevt = 0"
    return 0 * c


def _da_next_t(da_t, da_prevt):
    """(B3) da_next = da[:,:,t] + da_prevt, da_prevt = the da_prev of step t+1

    (15) gives what a step hands back to the hidden state before it; with da_prevt left at its start nothing reads it. The
    notebooks from version 3b (2020) on have lines here that give da_prevt and dc_prevt new values."""
    return da_t + da_prevt


def _dc_next_t(dc_prevt):
    """(B3) dc_next = dc_prevt, dc_prevt = the dc_prev of step t+1

    As for da_prevt: (16) gives what a step hands back to the cell state before it."""
    return dc_prevt


ERRATA = dict(
    dc_tilde=_dc_tilde, dGamma_u=_dGamma_u, dGamma_f=_dGamma_f,  # noqa: F821
    da_next_t=_da_next_t, dc_next_t=_dc_next_t,
)
