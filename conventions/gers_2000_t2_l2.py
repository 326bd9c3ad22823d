"""Learning to Forget, output units that read the same step, any loss, Felix A. Gers, Jürgen Schmidhuber, Fred Cummins (2000)."""

BASE = "gers_2000_t2"
READING = (
    "L2: any loss: (E2) and (E3) read the loss only through Σ_k w_{k c_j^v} δ_k(t), and -∂L/∂y^{c_j^v}(t) of the same step, which comes from outside as e_y, "
    "stands in its place; (2.5), (E1), (U1) and the loss are not part of this file; else as in gers_2000_t2: "
    "X1: the input in y^m(t-1) is the current x(t); M1: sources are inputs, cell outputs and the bias unit; "
    "one cell per block (S_j = 1, H blocks), the cells with a bias; α = 1; weight changes summed over the steps with fixed weights; "
    "the letters δ and e, the place of α and all numbers but (2.5), (3.1), (3.2), (3.10)-(3.12) are from memory, not from print"
)
UPSTREAM = dict(e_y="-y_c")
TARGETS = {}
WEIGHTS = {}
MEANING = dict({k: v for k, v in MEANING.items() if k not in ("e_k", "delta_k", "Dw_kc", "Dw_k0")}, e_y="-y_c")  # noqa: F821

del net_k, y_k, loss, e_k, delta_k, Dw_kc, Dw_k0  # noqa: F821


def delta_out(net_out, s_c, e_y):
    "(E2, L2) δ_{out_j}(t) = f'_{out_j}(net_{out_j}(t)) Σ_{v=1}^{S_j} h(s_{c_j^v}(t)) (-∂L/∂y^{c_j^v}(t))"
    return _f_prime(net_out) * _h(s_c) * e_y  # noqa: F821


def e_s(y_out, s_c, e_y):
    "(E3, L2) e_{s_{c_j^v}}(t) = y^{out_j}(t) h'(s_{c_j^v}(t)) (-∂L/∂y^{c_j^v}(t))"
    return y_out * _h_prime(s_c) * e_y  # noqa: F821
