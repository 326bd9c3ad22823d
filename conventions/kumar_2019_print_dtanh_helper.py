"""RNN Series: LSTM internals: Part-3: The Backward Propagation, as printed, with the helper of figure 15 throughout, Mohit Kumar (2019)."""

BASE = "kumar_2019_print"
READING = (
    "the figures, with the code lines of figures 29 to 31 (B9c-B12c) for what they print no equation of; dtanh_helper: dtanh(ĉ_t) of B6, like dtanh(c_t) of "
    "B5, is the helper of figure 15, dtanh(f) = 1 - tanh(f)*tanh(f); head_grouped: in B3 (ŷ_t - y_t) as a whole is multiplied by W_y^T, as in the code; "
    "in B2 it is a row behind the column h_t, likewise; tail_next: B3, not B3', has the second term; "
    "cat_hx: [h_{t-1}, x_t] for the weights and for the slices of dhx; fb_0: no forget_bias; E is the sum of the E_t; "
    "dhx and its parts, rows in the code, are turned into columns; dh_next and dc_next as left after the loop are dh_0 and dc_0"
)


def dE_dc_hat(dE_dc, i, c_tilde):
    "(B6) dE_t/dĉ_t = ∂E_t/∂c_t . ∂c_t/∂ĉ_t = ∂E_t/∂c_t . i_t . dtanh(ĉ_t)"
    return dE_dc * i * _dtanh(c_tilde)  # noqa: F821


def _dE_dc_hat(dE_dc, i, c_tilde):
    """(B6) dE_t/dĉ_t = ∂E_t/∂c_t . i_t . (1 - ĉ_t*ĉ_t)

    ĉ_t is the value behind the tanh of F3; figure 15's dtanh fits a value before its tanh, such as the c_t of B5. The code line of
    figure 20 has 1 - ĉ_t*ĉ_t in this place, labelled "inlined dtanh"; read so the line agrees, see kumar_2019_print."""
    return dE_dc * i * (1 - c_tilde * c_tilde)


ERRATA = dict(dE_dc_hat=_dE_dc_hat)
