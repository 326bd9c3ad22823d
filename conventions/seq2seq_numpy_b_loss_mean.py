"""A sequence-to-sequence LSTM in pure numpy, one file, with the reported cost as the loss, author unknown."""
from lstmcmp.symbols import log, total

BASE = "seq2seq_numpy_b"
READING = (
    "member B of the family: loss_mean: the loss is the reported cost, the mean over the decoder steps; B0 has no factor 1/L; else as in seq2seq_numpy_b: z "
    "= [h_{t-1} ; x_t], one matrix per gate, and the head; one cell by itself, the decoder: what a cell starts its backward pass with, next.dh_prev and "
    "next.dc_prev or zero, comes from outside; the hand-over between two cells and the gradient of the embedding (dW[row of the token] += dX) are not part "
    "of this file; dh1 is B0's dh, dh the value after B1; dh_prev, dc_prev, where B1 and B2 read them, are what step t+1 left: dh_next, dc_next here; as "
    "left after step 1 they are dh_0 and dc_0; the clipping by the norm of a layer is not part of this file"
)
FACTOR = "T"                                     # F8 divides by the number of decoder steps, B0 does not


def loss(y, target, T):
    "(F8) cost = (1/L) Σ_t -log y_t[target_t]"
    return -total(target * log(y)) / T
