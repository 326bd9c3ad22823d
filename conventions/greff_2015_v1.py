"""LSTM: A Search Space Odyssey, the first version, Klaus Greff et al. (2015)."""
from lstmcmp.symbols import outer

BASE = "greff_2015"
READING = (
    "V1, the first version of March 2015, from a transcription by others, not compared with v1 itself: no bar on any delta, so that B1 reads what B2 and B4-B6 give; "
    "B7-B13 as in the journal text, without the bars; else as in greff_2015"
)
MEANING = dict(                                  # the last factor is that of the activation: deltas of the pre-activations
    delta_y="y", delta_o="o_bar", delta_c="c", delta_f="f_bar", delta_i="i_bar", delta_z="z_bar", delta_x="x",
    delta_W_z="W_z", delta_W_i="W_i", delta_W_f="W_f", delta_W_o="W_o", delta_R_z="R_z", delta_R_i="R_i", delta_R_f="R_f", delta_R_o="R_o",
    delta_b_z="b_z", delta_b_i="b_i", delta_b_f="b_f", delta_b_o="b_o", delta_p_i="p_i", delta_p_f="p_f", delta_p_o="p_o",
)

del delta_o_bar, delta_f_bar, delta_i_bar, delta_z_bar  # noqa: F821


def delta_y(Delta, R_z, delta_z_next, R_i, delta_i_next, R_f, delta_f_next, R_o, delta_o_next):
    "(B1) δy^t = Δ^t + R_z^T δz^{t+1} + R_i^T δi^{t+1} + R_f^T δf^{t+1} + R_o^T δo^{t+1}"
    return Delta + R_z.mT @ delta_z_next + R_i.mT @ delta_i_next + R_f.mT @ delta_f_next + R_o.mT @ delta_o_next


def delta_o(delta_y, c, o_bar):
    "(B2) δo^t = δy^t ⊙ h(c^t) ⊙ σ'(ō^t)"
    return delta_y * _h(c) * _sigma_prime(o_bar)  # noqa: F821


def delta_c(delta_y, o, c, p_o, delta_o, p_i, delta_i_next, p_f, delta_f_next, delta_c_next, f_next):
    "(B3) δc^t = δy^t ⊙ o^t ⊙ h'(c^t) + p_o ⊙ δo^t + p_i ⊙ δi^{t+1} + p_f ⊙ δf^{t+1} + δc^{t+1} ⊙ f^{t+1}"
    return delta_y * o * _h_prime(c) + p_o * delta_o + p_i * delta_i_next + p_f * delta_f_next + delta_c_next * f_next  # noqa: F821


def delta_f(delta_c, c_prev, f_bar):
    "(B4) δf^t = δc^t ⊙ c^{t-1} ⊙ σ'(f̄^t)"
    return delta_c * c_prev * _sigma_prime(f_bar)  # noqa: F821


def delta_i(delta_c, z, i_bar):
    "(B5) δi^t = δc^t ⊙ z^t ⊙ σ'(ī^t)"
    return delta_c * z * _sigma_prime(i_bar)  # noqa: F821


def delta_z(delta_c, i, z_bar):
    "(B6) δz^t = δc^t ⊙ i^t ⊙ g'(z̄^t)"
    return delta_c * i * _g_prime(z_bar)  # noqa: F821


def delta_x(W_z, delta_z, W_i, delta_i, W_f, delta_f, W_o, delta_o):
    "(B7) δx^t = W_z^T δz^t + W_i^T δi^t + W_f^T δf^t + W_o^T δo^t"
    return W_z.mT @ delta_z + W_i.mT @ delta_i + W_f.mT @ delta_f + W_o.mT @ delta_o


# Printed once for ⋆, any of z, i, f, o: B8 δW_⋆ = Σ_{t=0}^{T} <δ⋆^t, x^t>, B9 δR_⋆ = Σ_{t=0}^{T-1} <δ⋆^{t+1}, y^t>, B10 δb_⋆ = Σ_{t=0}^{T} δ⋆^t.


def delta_W_z(delta_z, x):
    "(B8) δW_z = Σ_{t=0}^{T} <δz^t, x^t>"
    return outer(delta_z, x)


def delta_W_i(delta_i, x):
    "(B8) δW_i = Σ_{t=0}^{T} <δi^t, x^t>"
    return outer(delta_i, x)


def delta_W_f(delta_f, x):
    "(B8) δW_f = Σ_{t=0}^{T} <δf^t, x^t>"
    return outer(delta_f, x)


def delta_W_o(delta_o, x):
    "(B8) δW_o = Σ_{t=0}^{T} <δo^t, x^t>"
    return outer(delta_o, x)


def delta_R_z(delta_z_next, y):
    "(B9) δR_z = Σ_{t=0}^{T-1} <δz^{t+1}, y^t>"
    return outer(delta_z_next, y)


def delta_R_i(delta_i_next, y):
    "(B9) δR_i = Σ_{t=0}^{T-1} <δi^{t+1}, y^t>"
    return outer(delta_i_next, y)


def delta_R_f(delta_f_next, y):
    "(B9) δR_f = Σ_{t=0}^{T-1} <δf^{t+1}, y^t>"
    return outer(delta_f_next, y)


def delta_R_o(delta_o_next, y):
    "(B9) δR_o = Σ_{t=0}^{T-1} <δo^{t+1}, y^t>"
    return outer(delta_o_next, y)


def delta_b_z(delta_z):
    "(B10) δb_z = Σ_{t=0}^{T} δz^t"
    return delta_z


def delta_b_i(delta_i):
    "(B10) δb_i = Σ_{t=0}^{T} δi^t"
    return delta_i


def delta_b_f(delta_f):
    "(B10) δb_f = Σ_{t=0}^{T} δf^t"
    return delta_f


def delta_b_o(delta_o):
    "(B10) δb_o = Σ_{t=0}^{T} δo^t"
    return delta_o


def delta_p_i(c, delta_i_next):
    "(B11) δp_i = Σ_{t=0}^{T-1} c^t ⊙ δi^{t+1}"
    return c * delta_i_next


def delta_p_f(c, delta_f_next):
    "(B12) δp_f = Σ_{t=0}^{T-1} c^t ⊙ δf^{t+1}"
    return c * delta_f_next


def delta_p_o(c, delta_o):
    "(B13) δp_o = Σ_{t=0}^{T} c^t ⊙ δo^t"
    return c * delta_o
