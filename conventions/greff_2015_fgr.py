"""LSTM: A Search Space Odyssey, full gate recurrence, Klaus Greff et al. (2015)."""
from lstmcmp.symbols import outer

BASE = "greff_2015"
SOURCE = SOURCE | dict(title="LSTM: A Search Space Odyssey, variant FGR", kind="mathematics (forward only)")  # noqa: F821
READING = (
    "FGR, full gate recurrence; the paper prints what differs in the forward pass and no backward equations for its variants: "
    "all backward lines here are ours, after B1-B13 of the vanilla LSTM; "
    "FO1: the output gate's peephole reads c^{t-1}, as printed; the gates of the step before the first are zero"
)
CELL = "greff_2015_fgr"
WEIGHTS = dict(                                  # R_ab multiplies gate a of the step before in gate b
    R_ii=("H", "H"), R_fi=("H", "H"), R_oi=("H", "H"),
    R_if=("H", "H"), R_ff=("H", "H"), R_of=("H", "H"),
    R_io=("H", "H"), R_fo=("H", "H"), R_oo=("H", "H"),
)
SUMS = SUMS | dict(  # noqa: F821
    delta_R_ii=_RECURRENT, delta_R_fi=_RECURRENT, delta_R_oi=_RECURRENT,  # noqa: F821
    delta_R_if=_RECURRENT, delta_R_ff=_RECURRENT, delta_R_of=_RECURRENT,  # noqa: F821
    delta_R_io=_RECURRENT, delta_R_fo=_RECURRENT, delta_R_oo=_RECURRENT,  # noqa: F821
    delta_p_o=_RECURRENT,  # noqa: F821
)

for _symbol in MEANING:  # noqa: F821
    globals()[_symbol].__doc__ = "(ours) as in the vanilla LSTM: " + globals()[_symbol].__doc__

MEANING = MEANING | dict(  # noqa: F821
    delta_R_ii="R_ii", delta_R_fi="R_fi", delta_R_oi="R_oi",
    delta_R_if="R_if", delta_R_ff="R_ff", delta_R_of="R_of",
    delta_R_io="R_io", delta_R_fo="R_fo", delta_R_oo="R_oo",
)


def i_bar(W_i, x, R_i, y_prev, p_i, c_prev, b_i, R_ii, i_prev, R_fi, f_prev, R_oi, o_prev):
    "(FGR) ī^t = W_i x^t + R_i y^{t-1} + p_i ⊙ c^{t-1} + b_i + R_ii i^{t-1} + R_fi f^{t-1} + R_oi o^{t-1}"
    return W_i @ x + R_i @ y_prev + p_i * c_prev + b_i + R_ii @ i_prev + R_fi @ f_prev + R_oi @ o_prev


def f_bar(W_f, x, R_f, y_prev, p_f, c_prev, b_f, R_if, i_prev, R_ff, f_prev, R_of, o_prev):
    "(FGR) f̄^t = W_f x^t + R_f y^{t-1} + p_f ⊙ c^{t-1} + b_f + R_if i^{t-1} + R_ff f^{t-1} + R_of o^{t-1}"
    return W_f @ x + R_f @ y_prev + p_f * c_prev + b_f + R_if @ i_prev + R_ff @ f_prev + R_of @ o_prev


def o_bar(W_o, x, R_o, y_prev, p_o, c_prev, b_o, R_io, i_prev, R_fo, f_prev, R_oo, o_prev):
    "(FGR) ō^t = W_o x^t + R_o y^{t-1} + p_o ⊙ c^{t-1} + b_o + R_io i^{t-1} + R_fo f^{t-1} + R_oo o^{t-1}"
    return W_o @ x + R_o @ y_prev + p_o * c_prev + b_o + R_io @ i_prev + R_fo @ f_prev + R_oo @ o_prev


def delta_o_bar(delta_y, c, R_oi, delta_i_bar_next, R_of, delta_f_bar_next, R_oo, delta_o_bar_next, o_bar):
    "(ours) δō^t = (δy^t ⊙ h(c^t) + R_oi^T δī^{t+1} + R_of^T δf̄^{t+1} + R_oo^T δō^{t+1}) ⊙ σ'(ō^t)"
    return (delta_y * _h(c) + R_oi.mT @ delta_i_bar_next + R_of.mT @ delta_f_bar_next + R_oo.mT @ delta_o_bar_next) * _sigma_prime(o_bar)  # noqa: F821


def delta_c(delta_y, o, c, p_i, delta_i_bar_next, p_f, delta_f_bar_next, p_o, delta_o_bar_next, delta_c_next, f_next):
    "(ours) δc^t = δy^t ⊙ o^t ⊙ h'(c^t) + p_i ⊙ δī^{t+1} + p_f ⊙ δf̄^{t+1} + p_o ⊙ δō^{t+1} + δc^{t+1} ⊙ f^{t+1}"
    return delta_y * o * _h_prime(c) + p_i * delta_i_bar_next + p_f * delta_f_bar_next + p_o * delta_o_bar_next + delta_c_next * f_next  # noqa: F821


def delta_f_bar(delta_c, c_prev, R_fi, delta_i_bar_next, R_ff, delta_f_bar_next, R_fo, delta_o_bar_next, f_bar):
    "(ours) δf̄^t = (δc^t ⊙ c^{t-1} + R_fi^T δī^{t+1} + R_ff^T δf̄^{t+1} + R_fo^T δō^{t+1}) ⊙ σ'(f̄^t)"
    return (delta_c * c_prev + R_fi.mT @ delta_i_bar_next + R_ff.mT @ delta_f_bar_next + R_fo.mT @ delta_o_bar_next) * _sigma_prime(f_bar)  # noqa: F821


def delta_i_bar(delta_c, z, R_ii, delta_i_bar_next, R_if, delta_f_bar_next, R_io, delta_o_bar_next, i_bar):
    "(ours) δī^t = (δc^t ⊙ z^t + R_ii^T δī^{t+1} + R_if^T δf̄^{t+1} + R_io^T δō^{t+1}) ⊙ σ'(ī^t)"
    return (delta_c * z + R_ii.mT @ delta_i_bar_next + R_if.mT @ delta_f_bar_next + R_io.mT @ delta_o_bar_next) * _sigma_prime(i_bar)  # noqa: F821


def delta_p_o(c, delta_o_bar_next):
    "(ours) δp_o = Σ_{t=0}^{T-1} c^t ⊙ δō^{t+1}"
    return c * delta_o_bar_next


def delta_R_ii(delta_i_bar_next, i):
    "(ours) δR_ii = Σ_{t=0}^{T-1} <δī^{t+1}, i^t>"
    return outer(delta_i_bar_next, i)


def delta_R_fi(delta_i_bar_next, f):
    "(ours) δR_fi = Σ_{t=0}^{T-1} <δī^{t+1}, f^t>"
    return outer(delta_i_bar_next, f)


def delta_R_oi(delta_i_bar_next, o):
    "(ours) δR_oi = Σ_{t=0}^{T-1} <δī^{t+1}, o^t>"
    return outer(delta_i_bar_next, o)


def delta_R_if(delta_f_bar_next, i):
    "(ours) δR_if = Σ_{t=0}^{T-1} <δf̄^{t+1}, i^t>"
    return outer(delta_f_bar_next, i)


def delta_R_ff(delta_f_bar_next, f):
    "(ours) δR_ff = Σ_{t=0}^{T-1} <δf̄^{t+1}, f^t>"
    return outer(delta_f_bar_next, f)


def delta_R_of(delta_f_bar_next, o):
    "(ours) δR_of = Σ_{t=0}^{T-1} <δf̄^{t+1}, o^t>"
    return outer(delta_f_bar_next, o)


def delta_R_io(delta_o_bar_next, i):
    "(ours) δR_io = Σ_{t=0}^{T-1} <δō^{t+1}, i^t>"
    return outer(delta_o_bar_next, i)


def delta_R_fo(delta_o_bar_next, f):
    "(ours) δR_fo = Σ_{t=0}^{T-1} <δō^{t+1}, f^t>"
    return outer(delta_o_bar_next, f)


def delta_R_oo(delta_o_bar_next, o):
    "(ours) δR_oo = Σ_{t=0}^{T-1} <δō^{t+1}, o^t>"
    return outer(delta_o_bar_next, o)
