"""RNN Series: LSTM internals: Part-3: The Backward Propagation, as printed, with the second term of B3', Mohit Kumar (2019)."""

BASE = "kumar_2019_print"
READING = (
    "the figures, with the code lines of figures 29 to 31 (B9c-B12c) for what they print no equation of; tail_ht: B3', on figure 13, ends with dh_t, which "
    "no other line has, where B3, on figure 12, has dh_next; it is taken, by its index, as the gradient that step t+1 hands back to h_t, for the left side "
    "of B3' itself in its place would leave the line without a value; so B3' says what B3 says; dtanh_inline: dtanh(ĉ_t) of B6 is 1 - ĉ_t*ĉ_t, which figure "
    "20 labels \"inlined dtanh\", everything else with the helpers of figure 15; head_grouped: in B3' (ŷ_t - y_t) as a whole is multiplied by W_y^T, as in "
    "the code; in B2 it is a row behind the column h_t, likewise; cat_hx: [h_{t-1}, x_t] for the weights and for the slices of dhx; fb_0: no forget_bias; E "
    "is the sum of the E_t; dhx and its parts, rows in the code, are turned into columns; dh_next and dc_next as left after the loop are dh_0 and dc_0"
)
HANDED = dict(dh_t="dh_next")                    # B3': the dh of index t, formed at step t+1


def dE_dh(dy, W_y, dh_t):
    "(B3') dE_t/dh_t = (ŷ_t - y_t.W_y) + dh_t"
    return (dy @ W_y.mT).mT + dh_t
