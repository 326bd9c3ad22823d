"""xlstm, the sLSTM cell with gradient_recurrent_clipval, NX-AI (2023)."""
from lstmcmp.symbols import clamp

BASE = "xlstm_slstm"
SOURCE = SOURCE | dict(title="xlstm, the sLSTM cell, with gradient_recurrent_clipval")  # noqa: F821
READING = (
    "the kernel with the option gradient_recurrent_clipval = v: cell.py at 032a6fb sets the compile constants of both clips from it, that of the recurrent "
    "gradient (B1) and that of the output (F8); v = 0.2, small enough to act on this problem; y_out and y_rec are y_t as the layer above and as the next step "
    "read it; the gradient of the initial y is left by B14 unclipped and is not judged; else as in xlstm_slstm: one head; F3 is decided per unit; "
    "Wx_t is W x_t with a W of ours; outside the layer only the output y is read: ds_new_c = ds_new_n = 0; "
    "a digit counts the assignments to one variable (y1 is F7, dc1 is B3, dc2 is B7)"
)
CELL = "xlstm_slstm_clip"
_V = 0.2
UPSTREAM = dict(ds_new_y="y_out")
CLIP = dict(y_rec=_V)
MEANING = MEANING | dict(  # noqa: F821
    dy_rec=["y", "-y_out"], dy="y1",             # what step t+1 hands back for y_t; B6 and B12 continue with it from F7 on
    dn1=["n", ("-y1", "n")], ds_n=["n", ("-y1", "n")], ds_y_prev=("raw", "y_rec"),
)


def y_rec(y_prev):
    "(ours) y_{t-1} as step t reads it"
    return 1 * y_prev


def raw(Wx, R, y_rec, b):
    "(F1) [ĩ f̃ z̃ õ] = Wx_t + R y_{t-1} + b"
    return Wx + R @ y_rec + b


def y1(oc, n):
    "(F7) y_t = o c_t / n_t"
    return oc / n


def y(y1):
    "(F8) if the forward clip is compiled in: y_t = max(min(y_t, v), −v)"
    return clamp(y1, -_V, _V)


def y_out(y):
    "(ours) y_t as the layer above reads it"
    return 1 * y


def dy_rec(ds_y):
    "(B1) dy_rec = ds_y; if the recurrent-gradient clip is compiled in: dy_rec = max(min(dy_rec, v), −v)"
    return clamp(ds_y, -_V, _V)


def dy(ds_new_y, dy_rec):
    "(B2) dy = ds_new_y + dy_rec"
    return ds_new_y + dy_rec


def _dy(ds_new_y, dy_rec, y):
    """(B2) dy = (ds_new_y + dy_rec) (1 where |y_t| < v, else 0)

    B6 and B12 continue with the derivatives of F7 and F4, and between y_t and these stands F8: where it has clipped, y_t no longer
    depends on what F7 gives, and its derivative there is 0. B1 to B15 have no line for F8 and pass dy on as if it were not there.
    Without a clipped output, as in xlstm_slstm, every line agrees as printed."""
    return (ds_new_y + dy_rec) * (abs(y) < _V)


ERRATA = dict(dy=_dy)
