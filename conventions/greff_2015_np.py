"""LSTM: A Search Space Odyssey, no peepholes, Klaus Greff et al. (2015)."""

BASE = "greff_2015"
SOURCE = SOURCE | dict(title="LSTM: A Search Space Odyssey, variant NP", kind="mathematics (forward only)")  # noqa: F821
READING = (
    "NP, no peepholes; the paper prints what differs in the forward pass and no backward equations for its variants: "
    "all backward lines here are ours, after B1-B13 of the vanilla LSTM"
)
CELL = "standard"
SUMS = dict(delta_R_z=_RECURRENT, delta_R_i=_RECURRENT, delta_R_f=_RECURRENT, delta_R_o=_RECURRENT)  # noqa: F821
_GONE = {"delta_p_i", "delta_p_f", "delta_p_o"}
MEANING = {k: v for k, v in MEANING.items() if k not in _GONE}  # noqa: F821

del delta_p_i, delta_p_f, delta_p_o  # noqa: F821

for _symbol in MEANING:
    globals()[_symbol].__doc__ = "(ours) as in the vanilla LSTM: " + globals()[_symbol].__doc__


def i_bar(W_i, x, R_i, y_prev, b_i):
    "(NP) ī^t = W_i x^t + R_i y^{t-1} + b_i"
    return W_i @ x + R_i @ y_prev + b_i


def f_bar(W_f, x, R_f, y_prev, b_f):
    "(NP) f̄^t = W_f x^t + R_f y^{t-1} + b_f"
    return W_f @ x + R_f @ y_prev + b_f


def o_bar(W_o, x, R_o, y_prev, b_o):
    "(NP) ō^t = W_o x^t + R_o y^{t-1} + b_o"
    return W_o @ x + R_o @ y_prev + b_o


def delta_c(delta_y, o, c, delta_c_next, f_next):
    "(ours) δc^t = δy^t ⊙ o^t ⊙ h'(c^t) + δc^{t+1} ⊙ f^{t+1}"
    return delta_y * o * _h_prime(c) + delta_c_next * f_next  # noqa: F821


def layout(W, U, b):
    "W_k, R_k = U_k, b_k, k = z (the project's g), i, f, o"
    return dict(
        W_z=W.g, W_i=W.i, W_f=W.f, W_o=W.o, R_z=U.g, R_i=U.i, R_f=U.f, R_o=U.o,
        b_z=b.g, b_i=b.i, b_f=b.f, b_o=b.o,
    )
