"""LSTM: A Search Space Odyssey, coupled input and forget gate, Klaus Greff et al. (2015)."""

BASE = "greff_2015"
SOURCE = SOURCE | dict(title="LSTM: A Search Space Odyssey, variant CIFG", kind="mathematics (forward only)")  # noqa: F821
READING = (
    "CIFG, coupled input and forget gate; the paper prints what differs in the forward pass and no backward equations for its variants: "
    "all backward lines here are ours, after B1-B13 of the vanilla LSTM"
)
CELL = "peephole-coupled-gates"
SUMS = dict(delta_R_z=_RECURRENT, delta_R_i=_RECURRENT, delta_R_o=_RECURRENT, delta_p_i=_RECURRENT)  # noqa: F821
_GONE = {"delta_f_bar", "delta_W_f", "delta_R_f", "delta_b_f", "delta_p_f"}
MEANING = {k: v for k, v in MEANING.items() if k not in _GONE}  # noqa: F821

del f_bar, delta_f_bar, delta_W_f, delta_R_f, delta_b_f, delta_p_f  # noqa: F821

for _symbol in MEANING:
    globals()[_symbol].__doc__ = "(ours) as in the vanilla LSTM: " + globals()[_symbol].__doc__


def f(i):
    "(CIFG) f^t = 1 - i^t"
    return 1 - i


def delta_y(Delta, R_z, delta_z_bar_next, R_i, delta_i_bar_next, R_o, delta_o_bar_next):
    "(ours) δy^t = Δ^t + R_z^T δz̄^{t+1} + R_i^T δī^{t+1} + R_o^T δō^{t+1}"
    return Delta + R_z.mT @ delta_z_bar_next + R_i.mT @ delta_i_bar_next + R_o.mT @ delta_o_bar_next


def delta_c(delta_y, o, c, p_o, delta_o_bar, p_i, delta_i_bar_next, delta_c_next, f_next):
    "(ours) δc^t = δy^t ⊙ o^t ⊙ h'(c^t) + p_o ⊙ δō^t + p_i ⊙ δī^{t+1} + δc^{t+1} ⊙ f^{t+1}"
    return delta_y * o * _h_prime(c) + p_o * delta_o_bar + p_i * delta_i_bar_next + delta_c_next * f_next  # noqa: F821


def delta_i_bar(delta_c, z, c_prev, i_bar):
    "(ours) δī^t = δc^t ⊙ (z^t - c^{t-1}) ⊙ σ'(ī^t)"
    return delta_c * (z - c_prev) * _sigma_prime(i_bar)  # noqa: F821


def delta_x(W_z, delta_z_bar, W_i, delta_i_bar, W_o, delta_o_bar):
    "(ours) δx^t = W_z^T δz̄^t + W_i^T δī^t + W_o^T δō^t"
    return W_z.mT @ delta_z_bar + W_i.mT @ delta_i_bar + W_o.mT @ delta_o_bar


def layout(W, U, b, p):
    "W_k, R_k = U_k, b_k, p_k, k = z (the project's g), i, o"
    return dict(
        W_z=W.g, W_i=W.i, W_o=W.o, R_z=U.g, R_i=U.i, R_o=U.o,
        b_z=b.g, b_i=b.i, b_o=b.o, p_i=p.i, p_o=p.o,
    )
