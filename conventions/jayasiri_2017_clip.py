"""Vanilla LSTM with numpy, the code with its clipping, Varuna Jayasiri (2017)."""

BASE = "jayasiri_2017"
READING = (
    "code: B1-B9, and after the whole loop every accumulated gradient is clipped elementwise to [-1, 1]; the code has one sequence, here the clipping acts on "
    "the sum over the steps and over all sequences; what the loop hands back at its start, dh_prev and dC_prev, judged as dh0 and dc0, is not accumulated "
    "and not clipped; else as in jayasiri_2017: of the overwritten do, dC̄, di and df the second values bear the names do', dC̄', di', df'"
)
CLIP = dict(                                     # after the loop: every accumulated gradient, elementwise to [-1, 1]
    W_v_d=1.0, W_o_d=1.0, W_C_d=1.0, W_i_d=1.0, W_f_d=1.0, b_v_d=1.0, b_o_d=1.0, b_C_d=1.0, b_i_d=1.0, b_f_d=1.0,
)
