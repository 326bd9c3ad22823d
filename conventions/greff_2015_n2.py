"""LSTM: A Search Space Odyssey, with the deltas of the activated values in B1, Klaus Greff et al. (2015)."""

BASE = "greff_2015"
READING = (
    "N2: δz, δi, δf, δo of B1, printed there without a bar, are the deltas of the activated values z, i, f, o, "
    "that is B6, B5, B4, B2 without their last factor; "
    "else as in greff_2015: V2, the journal text, vanilla LSTM"
)
MEANING = MEANING | dict(delta_z="z", delta_i="i", delta_f="f", delta_o="o")  # noqa: F821


def delta_y(Delta, R_z, delta_z_next, R_i, delta_i_next, R_f, delta_f_next, R_o, delta_o_next):
    "(B1) δy^t = Δ^t + R_z^T δz^{t+1} + R_i^T δi^{t+1} + R_f^T δf^{t+1} + R_o^T δo^{t+1}"
    return Delta + R_z.mT @ delta_z_next + R_i.mT @ delta_i_next + R_f.mT @ delta_f_next + R_o.mT @ delta_o_next


def delta_z(delta_c, i):
    "(ours) δz^t = δc^t ⊙ i^t, B6 without its last factor"
    return delta_c * i


def delta_i(delta_c, z):
    "(ours) δi^t = δc^t ⊙ z^t, B5 without its last factor"
    return delta_c * z


def delta_f(delta_c, c_prev):
    "(ours) δf^t = δc^t ⊙ c^{t-1}, B4 without its last factor"
    return delta_c * c_prev


def delta_o(delta_y, c):
    "(ours) δo^t = δy^t ⊙ h(c^t), B2 without its last factor"
    return delta_y * _h(c)  # noqa: F821


def _delta_y(Delta, R_z, delta_z_bar_next, R_i, delta_i_bar_next, R_f, delta_f_bar_next, R_o, delta_o_bar_next):
    """(B1) δy^t = Δ^t + R_z^T δz̄^{t+1} + R_i^T δī^{t+1} + R_f^T δf̄^{t+1} + R_o^T δō^{t+1}

    The matrices act on y^t inside the pre-activations, F1, F3, F5, F8, so what comes back through them are the deltas with a bar; B1
    prints no bars, B7 does. Read as these (greff_2015) B1 agrees."""
    return Delta + R_z.mT @ delta_z_bar_next + R_i.mT @ delta_i_bar_next + R_f.mT @ delta_f_bar_next + R_o.mT @ delta_o_bar_next


ERRATA = dict(delta_y=_delta_y)
