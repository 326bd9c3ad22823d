"""RNN Series: LSTM internals: Part-3: The Backward Propagation, as printed, with the brackets of B3, Mohit Kumar (2019)."""

BASE = "kumar_2019_print"
READING = (
    "the figures, with the code lines of figures 29 to 31 (B9c-B12c) for what they print no equation of; head_literal: the bracket of B3 is ŷ_t minus the "
    "product y_t.W_y, of y_t (1 x V) and W_y (d x V), a product that exists only where V = d; in B2 (ŷ_t - y_t) is a row behind the column h_t, as in the "
    "code; dtanh_inline: dtanh(ĉ_t) of B6 is 1 - ĉ_t*ĉ_t, which figure 20 labels \"inlined dtanh\", everything else with the helpers of figure 15; tail_next: "
    "B3, not B3', has the second term; cat_hx: [h_{t-1}, x_t] for the weights and for the slices of dhx; fb_0: no forget_bias; E is the sum of the E_t; "
    "dhx and its parts, rows in the code, are turned into columns; dh_next and dc_next as left after the loop are dh_0 and dc_0"
)
UPSTREAM = {}                                    # judged with its own loss, F9: B3 reads ŷ_t and y_t apart


def dE_dh(y_hat, y, W_y, dh_next):
    "(B3) dE_t/dh_t = (ŷ_t - y_t.W_y) + dh_next"
    return (y_hat - y.mT @ W_y).mT + dh_next


def _dE_dh(dy, W_y, dh_next):
    """(B3) dE_t/dh_t = (ŷ_t - y_t).W_y + dh_next

    By F7 the error ŷ_t - y_t of B1 comes back to h_t through W_y as a whole, and B2 has it in brackets; B3 closes its bracket one
    factor later, so that only y_t meets W_y. The code (B3c) multiplies dy, the difference, with the transpose of W_y."""
    return (dy @ W_y.mT).mT + dh_next


ERRATA = dict(dE_dh=_dE_dh)
