"""LSTM: A Search Space Odyssey, full gate recurrence, the output gate's peephole of the same step, Klaus Greff et al. (2015)."""

BASE = "greff_2015_fgr"
READING = (
    "FGR, full gate recurrence; FO2: the output gate's peephole reads c^t, as in (F8), where the line printed for FGR has c^{t-1}; the paper prints what "
    "differs in the forward pass and no backward equations for its variants: all backward lines here are ours, after B1-B13 of the vanilla LSTM; the gates "
    "of the step before the first are zero"
)
CELL = "greff_2015_fgr_fo2"
SUMS = {k: v for k, v in SUMS.items() if k != "delta_p_o"}  # noqa: F821


def o_bar(W_o, x, R_o, y_prev, p_o, c, b_o, R_io, i_prev, R_fo, f_prev, R_oo, o_prev):
    "(FGR, FO2) ō^t = W_o x^t + R_o y^{t-1} + p_o ⊙ c^t + b_o + R_io i^{t-1} + R_fo f^{t-1} + R_oo o^{t-1}"
    return W_o @ x + R_o @ y_prev + p_o * c + b_o + R_io @ i_prev + R_fo @ f_prev + R_oo @ o_prev


def delta_c(delta_y, o, c, p_o, delta_o_bar, p_i, delta_i_bar_next, p_f, delta_f_bar_next, delta_c_next, f_next):
    "(ours) δc^t = δy^t ⊙ o^t ⊙ h'(c^t) + p_o ⊙ δō^t + p_i ⊙ δī^{t+1} + p_f ⊙ δf̄^{t+1} + δc^{t+1} ⊙ f^{t+1}, as in the vanilla LSTM"
    return delta_y * o * _h_prime(c) + p_o * delta_o_bar + p_i * delta_i_bar_next + p_f * delta_f_bar_next + delta_c_next * f_next  # noqa: F821


def delta_p_o(c, delta_o_bar):
    "(ours) δp_o = Σ_{t=0}^{T} c^t ⊙ δō^t, as in the vanilla LSTM"
    return c * delta_o_bar
