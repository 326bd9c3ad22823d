"""LSTM: A Search Space Odyssey, no input gate, Klaus Greff et al. (2015)."""

BASE = "greff_2015"
SOURCE = SOURCE | dict(title="LSTM: A Search Space Odyssey, variant NIG", kind="mathematics (forward only)")  # noqa: F821
READING = (
    "NIG, no input gate; the paper prints what differs in the forward pass and no backward equations for its variants: "
    "all backward lines here are ours, after B1-B13 of the vanilla LSTM"
)
CELL = "peephole-no-input-gate"
SUMS = dict(delta_R_z=_RECURRENT, delta_R_f=_RECURRENT, delta_R_o=_RECURRENT, delta_p_f=_RECURRENT)  # noqa: F821
_GONE = {"delta_i_bar", "delta_W_i", "delta_R_i", "delta_b_i", "delta_p_i"}
MEANING = {k: v for k, v in MEANING.items() if k not in _GONE}  # noqa: F821

del i_bar, delta_i_bar, delta_W_i, delta_R_i, delta_b_i, delta_p_i  # noqa: F821

for _symbol in MEANING:
    globals()[_symbol].__doc__ = "(ours) as in the vanilla LSTM: " + globals()[_symbol].__doc__


def i(z):
    "(NIG) i^t = 1"
    return 1 + 0 * z


def delta_y(Delta, R_z, delta_z_bar_next, R_f, delta_f_bar_next, R_o, delta_o_bar_next):
    "(ours) δy^t = Δ^t + R_z^T δz̄^{t+1} + R_f^T δf̄^{t+1} + R_o^T δō^{t+1}"
    return Delta + R_z.mT @ delta_z_bar_next + R_f.mT @ delta_f_bar_next + R_o.mT @ delta_o_bar_next


def delta_c(delta_y, o, c, p_o, delta_o_bar, p_f, delta_f_bar_next, delta_c_next, f_next):
    "(ours) δc^t = δy^t ⊙ o^t ⊙ h'(c^t) + p_o ⊙ δō^t + p_f ⊙ δf̄^{t+1} + δc^{t+1} ⊙ f^{t+1}"
    return delta_y * o * _h_prime(c) + p_o * delta_o_bar + p_f * delta_f_bar_next + delta_c_next * f_next  # noqa: F821


def delta_x(W_z, delta_z_bar, W_f, delta_f_bar, W_o, delta_o_bar):
    "(ours) δx^t = W_z^T δz̄^t + W_f^T δf̄^t + W_o^T δō^t"
    return W_z.mT @ delta_z_bar + W_f.mT @ delta_f_bar + W_o.mT @ delta_o_bar


def layout(W, U, b, p):
    "W_k, R_k = U_k, b_k, p_k, k = z (the project's g), f, o"
    return dict(
        W_z=W.g, W_f=W.f, W_o=W.o, R_z=U.g, R_f=U.f, R_o=U.o,
        b_z=b.g, b_f=b.f, b_o=b.o, p_f=p.f, p_o=p.o,
    )
