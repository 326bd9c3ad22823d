"""FlashRNN, the sLSTM cell, NX-AI (2023)."""
from lstmcmp.symbols import maximum

BASE = "xlstm_slstm"
SOURCE = dict(
    author="NX-AI (K. Pöppel)", year=2023, title="FlashRNN, the sLSTM cell", kind="code",
    url="https://github.com/NX-AI/flashrnn/blob/d73fb52/flashrnn/flashrnn/alternating/slstm_pointwise.cu",
)
READING = (
    "the kernel with F6' and without the optional constants added to n; from n = 0 the first n is 1, and after it one of i, f is 1 at every step, "
    "so that the maximum of F6' changes no value; else as in xlstm_slstm: one head; F3 is decided per unit; no clip is compiled in (B1 is dy_rec = ds_y); "
    "Wx_t is W x_t with a W of ours; outside the layer only the output y is read: ds_new_c = ds_new_n = 0; "
    "a digit counts the assignments to one variable (dc1 is B3, dc2 is B7)"
)
CELL = "flashrnn_slstm"


def n(f, n_prev, i):
    "(F6') n_t = max(f n_{t-1} + i, 1)"
    return maximum(f * n_prev + i, 1)
