"""LSTM: A Search Space Odyssey, Klaus Greff, Rupesh K. Srivastava, Jan Koutník, Bas R. Steunebrink, Jürgen Schmidhuber (2015)."""
from lstmcmp.symbols import outer, sigmoid, tanh

SOURCE = dict(
    author="Klaus Greff, Rupesh K. Srivastava, Jan Koutník, Bas R. Steunebrink, Jürgen Schmidhuber", year=2015,
    title="LSTM: A Search Space Odyssey", kind="mathematics", url="https://arxiv.org/abs/1503.04069",
)
READING = (
    "V2, the journal text, vanilla LSTM; N1: δz, δi, δf, δo of B1, printed there without a bar, are the δz̄, δī, δf̄, δō of B2 and B4-B6; "
    "the deltas of the step after the last are zero; the numbers F1-F10 and B1-B13 are ours"
)
CELL = "peephole"
STATE = dict(h="y", c="c")
UPSTREAM = dict(Delta="y")                       # Δ^t corresponds to ∂E/∂y^t without the recurrent dependencies
ASSUMES = dict(h0=0, c0=0)                       # the sums B9, B11, B12 start with y^0 and c^0
_RECURRENT = slice(0, -1)                        # t = 0 .. T-1
SUMS = dict(
    delta_R_z=_RECURRENT, delta_R_i=_RECURRENT, delta_R_f=_RECURRENT, delta_R_o=_RECURRENT,
    delta_p_i=_RECURRENT, delta_p_f=_RECURRENT,
)
MEANING = dict(                                  # a bar marks the pre-activation
    delta_y="y", delta_o_bar="o_bar", delta_c="c", delta_f_bar="f_bar", delta_i_bar="i_bar", delta_z_bar="z_bar", delta_x="x",
    delta_W_z="W_z", delta_W_i="W_i", delta_W_f="W_f", delta_W_o="W_o", delta_R_z="R_z", delta_R_i="R_i", delta_R_f="R_f", delta_R_o="R_o",
    delta_b_z="b_z", delta_b_i="b_i", delta_b_f="b_f", delta_b_o="b_o", delta_p_i="p_i", delta_p_f="p_f", delta_p_o="p_o",
)


def _g(x):                                       # block input and, as h, block output: tanh
    return tanh(x)


def _g_prime(x):
    return 1 - tanh(x) ** 2


def _h(x):
    return tanh(x)


def _h_prime(x):
    return 1 - tanh(x) ** 2


def _sigma_prime(x):
    return sigmoid(x) * (1 - sigmoid(x))


def z_bar(W_z, x, R_z, y_prev, b_z):
    "(F1) z̄^t = W_z x^t + R_z y^{t-1} + b_z"
    return W_z @ x + R_z @ y_prev + b_z


def z(z_bar):
    "(F2) z^t = g(z̄^t)"
    return _g(z_bar)


def i_bar(W_i, x, R_i, y_prev, p_i, c_prev, b_i):
    "(F3) ī^t = W_i x^t + R_i y^{t-1} + p_i ⊙ c^{t-1} + b_i"
    return W_i @ x + R_i @ y_prev + p_i * c_prev + b_i


def i(i_bar):
    "(F4) i^t = σ(ī^t)"
    return sigmoid(i_bar)


def f_bar(W_f, x, R_f, y_prev, p_f, c_prev, b_f):
    "(F5) f̄^t = W_f x^t + R_f y^{t-1} + p_f ⊙ c^{t-1} + b_f"
    return W_f @ x + R_f @ y_prev + p_f * c_prev + b_f


def f(f_bar):
    "(F6) f^t = σ(f̄^t)"
    return sigmoid(f_bar)


def c(z, i, c_prev, f):
    "(F7) c^t = z^t ⊙ i^t + c^{t-1} ⊙ f^t"
    return z * i + c_prev * f


def o_bar(W_o, x, R_o, y_prev, p_o, c, b_o):
    "(F8) ō^t = W_o x^t + R_o y^{t-1} + p_o ⊙ c^t + b_o"
    return W_o @ x + R_o @ y_prev + p_o * c + b_o


def o(o_bar):
    "(F9) o^t = σ(ō^t)"
    return sigmoid(o_bar)


def y(c, o):
    "(F10) y^t = h(c^t) ⊙ o^t"
    return _h(c) * o


def delta_y(Delta, R_z, delta_z_bar_next, R_i, delta_i_bar_next, R_f, delta_f_bar_next, R_o, delta_o_bar_next):
    """(B1) δy^t = Δ^t + R_z^T δz^{t+1} + R_i^T δi^{t+1} + R_f^T δf^{t+1} + R_o^T δo^{t+1}

    N1: the deltas without a bar are δz̄^{t+1}, δī^{t+1}, δf̄^{t+1}, δō^{t+1}."""
    return Delta + R_z.mT @ delta_z_bar_next + R_i.mT @ delta_i_bar_next + R_f.mT @ delta_f_bar_next + R_o.mT @ delta_o_bar_next


def delta_o_bar(delta_y, c, o_bar):
    "(B2) δō^t = δy^t ⊙ h(c^t) ⊙ σ'(ō^t)"
    return delta_y * _h(c) * _sigma_prime(o_bar)


def delta_c(delta_y, o, c, p_o, delta_o_bar, p_i, delta_i_bar_next, p_f, delta_f_bar_next, delta_c_next, f_next):
    "(B3) δc^t = δy^t ⊙ o^t ⊙ h'(c^t) + p_o ⊙ δō^t + p_i ⊙ δī^{t+1} + p_f ⊙ δf̄^{t+1} + δc^{t+1} ⊙ f^{t+1}"
    return delta_y * o * _h_prime(c) + p_o * delta_o_bar + p_i * delta_i_bar_next + p_f * delta_f_bar_next + delta_c_next * f_next


def delta_f_bar(delta_c, c_prev, f_bar):
    "(B4) δf̄^t = δc^t ⊙ c^{t-1} ⊙ σ'(f̄^t)"
    return delta_c * c_prev * _sigma_prime(f_bar)


def delta_i_bar(delta_c, z, i_bar):
    "(B5) δī^t = δc^t ⊙ z^t ⊙ σ'(ī^t)"
    return delta_c * z * _sigma_prime(i_bar)


def delta_z_bar(delta_c, i, z_bar):
    "(B6) δz̄^t = δc^t ⊙ i^t ⊙ g'(z̄^t)"
    return delta_c * i * _g_prime(z_bar)


def delta_x(W_z, delta_z_bar, W_i, delta_i_bar, W_f, delta_f_bar, W_o, delta_o_bar):
    "(B7) δx^t = W_z^T δz̄^t + W_i^T δī^t + W_f^T δf̄^t + W_o^T δō^t"
    return W_z.mT @ delta_z_bar + W_i.mT @ delta_i_bar + W_f.mT @ delta_f_bar + W_o.mT @ delta_o_bar


# Printed once for ⋆, any of z̄, ī, f̄, ō: B8 δW_⋆ = Σ_{t=0}^{T} <δ⋆^t, x^t>, B9 δR_⋆ = Σ_{t=0}^{T-1} <δ⋆^{t+1}, y^t>, B10 δb_⋆ = Σ_{t=0}^{T} δ⋆^t.


def delta_W_z(delta_z_bar, x):
    "(B8) δW_z = Σ_{t=0}^{T} <δz̄^t, x^t>"
    return outer(delta_z_bar, x)


def delta_W_i(delta_i_bar, x):
    "(B8) δW_i = Σ_{t=0}^{T} <δī^t, x^t>"
    return outer(delta_i_bar, x)


def delta_W_f(delta_f_bar, x):
    "(B8) δW_f = Σ_{t=0}^{T} <δf̄^t, x^t>"
    return outer(delta_f_bar, x)


def delta_W_o(delta_o_bar, x):
    "(B8) δW_o = Σ_{t=0}^{T} <δō^t, x^t>"
    return outer(delta_o_bar, x)


def delta_R_z(delta_z_bar_next, y):
    "(B9) δR_z = Σ_{t=0}^{T-1} <δz̄^{t+1}, y^t>"
    return outer(delta_z_bar_next, y)


def delta_R_i(delta_i_bar_next, y):
    "(B9) δR_i = Σ_{t=0}^{T-1} <δī^{t+1}, y^t>"
    return outer(delta_i_bar_next, y)


def delta_R_f(delta_f_bar_next, y):
    "(B9) δR_f = Σ_{t=0}^{T-1} <δf̄^{t+1}, y^t>"
    return outer(delta_f_bar_next, y)


def delta_R_o(delta_o_bar_next, y):
    "(B9) δR_o = Σ_{t=0}^{T-1} <δō^{t+1}, y^t>"
    return outer(delta_o_bar_next, y)


def delta_b_z(delta_z_bar):
    "(B10) δb_z = Σ_{t=0}^{T} δz̄^t"
    return delta_z_bar


def delta_b_i(delta_i_bar):
    "(B10) δb_i = Σ_{t=0}^{T} δī^t"
    return delta_i_bar


def delta_b_f(delta_f_bar):
    "(B10) δb_f = Σ_{t=0}^{T} δf̄^t"
    return delta_f_bar


def delta_b_o(delta_o_bar):
    "(B10) δb_o = Σ_{t=0}^{T} δō^t"
    return delta_o_bar


def delta_p_i(c, delta_i_bar_next):
    "(B11) δp_i = Σ_{t=0}^{T-1} c^t ⊙ δī^{t+1}"
    return c * delta_i_bar_next


def delta_p_f(c, delta_f_bar_next):
    "(B12) δp_f = Σ_{t=0}^{T-1} c^t ⊙ δf̄^{t+1}"
    return c * delta_f_bar_next


def delta_p_o(c, delta_o_bar):
    "(B13) δp_o = Σ_{t=0}^{T} c^t ⊙ δō^t"
    return c * delta_o_bar


def layout(W, U, b, p):
    "W_k, R_k = U_k, b_k, p_k, k = z (the project's g), i, f, o"
    return dict(
        W_z=W.g, W_i=W.i, W_f=W.f, W_o=W.o, R_z=U.g, R_i=U.i, R_f=U.f, R_o=U.o,
        b_z=b.g, b_i=b.i, b_f=b.f, b_o=b.o, p_i=p.i, p_f=p.f, p_o=p.o,
    )
