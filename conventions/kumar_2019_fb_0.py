"""RNN Series: LSTM internals: Part-3: The Backward Propagation, the code without forget_bias, Mohit Kumar (2019)."""

BASE = "kumar_2019"
READING = (
    "the code at bcc97ca; fb_0: forget_bias = 0, for the figures print f_t without such a term; cat_xh: z = [x_t ; h_{t-1}]; the loss is that of the last "
    "step, batch of one; dhx and its parts, rows in the code, are turned into columns; dh_next and dC_next as left after the loop are dh_0 and dc_0; "
    "setreverseDs puts dL/dc_T where dC_next starts; dh_next_recurr, a slice of dhx for stacked cells, is not part of this file"
)
CELL = "standard"
_forget_bias = 0
EXAMPLE = {}                                     # the published one is run with forget_bias 1
