"""Learning Precise Timing with LSTM, with a squashed cell output, Felix A. Gers, Nicol N. Schraudolph, Jürgen Schmidhuber (2002)."""
from lstmcmp.symbols import sigmoid

BASE = "gers_2002"
READING = (
    "H2: the output squashing h(x) = 2 σ(x) - 1 of Gers, Schmidhuber and Cummins (2000) is kept: h(s) in (F6) and (E2), h'(s) as a further factor in (E3); "
    "else as in gers_2002: K1: (8) as printed, y^m(t-1), beside (7) with y^m(t); g with range [-2, 2], as in its general description; "
    "L1: squared error with logistic outputs, what comes from outside is t^k - y^k = -∂E/∂y^k; X1: the input in y^m(t-1) is the current x(t); "
    "M1: sources are inputs, cell outputs and the bias unit, for the outputs cell outputs and the bias unit; one cell per block (S_j = 1, H blocks), "
    "so v = v'; α = 1; weight changes summed over the steps with fixed weights; "
    "the letters, the place of α and all numbers but (7), (8), (22)-(24) are from memory, not from print"
)
CELL = "peephole-logistic-squashing"


def _h(x):                                       # cell output: 2/(1 + e^-x) - 1, range [-1, 1]
    return 2 * sigmoid(x) - 1


def _h_prime(x):
    return 2 * sigmoid(x) * (1 - sigmoid(x))


def y_c(y_out, s_c):
    "(F6, H2) y^{c_j^v}(t) = y^{out_j}(t) h(s_{c_j^v}(t))"
    return y_out * _h(s_c)


def delta_out(net_out, s_c, w_kc, delta_k):
    "(E2, H2) δ_{out_j}(t) = f'_{out_j}(net_{out_j}(t)) Σ_{v=1}^{S_j} h(s_{c_j^v}(t)) Σ_k w_{k c_j^v} δ_k(t)"
    return _f_prime(net_out) * _h(s_c) * (w_kc.mT @ delta_k)  # noqa: F821


def e_s(y_out, s_c, w_kc, delta_k):
    "(E3, H2) e_{s_{c_j^v}}(t) = y^{out_j}(t) h'(s_{c_j^v}(t)) Σ_k w_{k c_j^v} δ_k(t)"
    return y_out * _h_prime(s_c) * (w_kc.mT @ delta_k)
