"""RNN Series: LSTM internals: Part-3: The Backward Propagation, the code with h before x, Mohit Kumar (2019)."""
from lstmcmp.symbols import beside, stack

BASE = "kumar_2019"
READING = (
    "the code at bcc97ca; cat_hx: [h_{t-1}, x_t], as the figures print, for the weights and for the slices of B11c; fb_1: forget_bias = 1, its default; "
    "the loss is that of the last step, batch of one; dhx and its parts, rows in the code, are turned into columns; dh_next and dC_next as left after the loop "
    "are dh_0 and dc_0; setreverseDs puts dL/dc_T where dC_next starts; dh_next_recurr, a slice of dhx for stacked cells, is not part of this file"
)


def z(h_prev, x):
    "(F0c, cat_hx) z_t = [h_{t-1} ; x_t]"
    return stack(h_prev, x)


def dx(dhx, H):
    "(B11c) dx_t = dhx[:, :n]; cat_hx: dhx[:, d:]"
    return dhx[..., H:, :]


def dh_prev(dhx, H):
    "(B11c) dh_next = (dhx[:, n:])^T; cat_hx: (dhx[:, :d])^T"
    return dhx[..., :H, :]


def layout(W, U, b):
    "WLSTM with h before x, row blocks f, i, c, o (c is the project's g), row block k = [ b_k | U_k | W_k ]: first column b_k, the others W_k = [ U_k | W_k ]"
    return dict(
        W_f=beside(U.f, W.f), W_i=beside(U.i, W.i), W_c=beside(U.g, W.g), W_o=beside(U.o, W.o),
        b_f=b.f, b_i=b.i, b_c=b.g, b_o=b.o,
    )
