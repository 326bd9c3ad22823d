"""Long Short-Term Memory, weight changes by the forward partials (10)-(15), Sepp Hochreiter, Jürgen Schmidhuber (1997)."""
from lstmcmp.symbols import outer

BASE = "hochreiter_1997"
READING = (
    "K3: the output units read y^u(t-1), as (9) is printed, and the weights change by (17) with (10) and (12)-(15) in the place of (20)-(28), and so without (19); "
    "one output unit (K = 1), so that ∂y^k/∂w_lm is an array with one row per unit l; the step between, ∂E/∂w_lm = Σ_k ∂E/∂y^k ∂y^k/∂w_lm with the "
    "derivative of (16), is ours; else as in hochreiter_1997: X1: the input in y^u(t-1) is the current x(t); M1: sources are inputs and cell outputs; "
    "one cell per block (S_j = 1, H blocks), no hidden units, so nothing for (6) and (11); f, g, h as in (3), (5), (4); no biases, as in the appendix; "
    "α = 1; weight changes summed over the steps with fixed weights"
)
UPSTREAM = dict(e_y="-y_k")
TARGETS = dict(t_k="1")
WEIGHTS = dict(w_k=(1, "D + H"))                 # w_{ku}, K = 1
MEANING = dict(
    e_y=("-loss", "y_k"),
    dyk_dw_k="y_k/w_k", dyk_dw_c="y_k/w_c", dyk_dw_in="y_k/w_in", dyk_dw_out="y_k/w_out",
    dyin_dw_in="y_in/w_in", dyout_dw_out="y_out/w_out", ds_dw_in="s_c/w_in", ds_dw_c="s_c/w_c",
    dyc_dw_out="y_c/w_out", dyc_dw_in="y_c/w_in", dyc_dw_c="y_c/w_c",
    Dw_k="-w_k", Dw_out="-w_out", Dw_in="-w_in", Dw_c="-w_c",
)
ERRATA = {}

del e_k, e_out, e_s  # noqa: F821


def dyk_dw_k(net_k, y_u):
    "(10) ∂y^k(t)/∂w_lm ≈_tr f'_k(net_k(t)) y^m(t-1), l = k"
    return outer(_f_prime(net_k), y_u)  # noqa: F821


def dyk_dw_c(net_k, w_k, dyc_dw_c_prev, D):
    "(10) ∂y^k(t)/∂w_lm ≈_tr f'_k(net_k(t)) w_{k c_j^v} ∂y^{c_j^v}(t-1)/∂w_lm, l = c_j^v"
    return _f_prime(net_k) * _kc(w_k, D).mT * dyc_dw_c_prev  # noqa: F821


def dyk_dw_in(net_k, w_k, dyc_dw_in_prev, D):
    "(10) ∂y^k(t)/∂w_lm ≈_tr f'_k(net_k(t)) Σ_{v=1}^{S_j} w_{k c_j^v} ∂y^{c_j^v}(t-1)/∂w_lm, l = in_j"
    return _f_prime(net_k) * _kc(w_k, D).mT * dyc_dw_in_prev  # noqa: F821


def dyk_dw_out(net_k, w_k, dyc_dw_out_prev, D):
    "(10) ∂y^k(t)/∂w_lm ≈_tr f'_k(net_k(t)) Σ_{v=1}^{S_j} w_{k c_j^v} ∂y^{c_j^v}(t-1)/∂w_lm, l = out_j"
    return _f_prime(net_k) * _kc(w_k, D).mT * dyc_dw_out_prev  # noqa: F821


def dyin_dw_in(net_in, y_u):
    "(12) ∂y^{in_j}(t)/∂w_lm ≈_tr δ_{in_j l} f'_{in_j}(net_{in_j}(t)) y^m(t-1)"
    return outer(_f_prime(net_in), y_u)  # noqa: F821


def dyout_dw_out(net_out, y_u):
    "(13) ∂y^{out_j}(t)/∂w_lm ≈_tr δ_{out_j l} f'_{out_j}(net_{out_j}(t)) y^m(t-1)"
    return outer(_f_prime(net_out), y_u)  # noqa: F821


def ds_dw_in(ds_dw_in_prev, net_in, net_c, y_u):
    """(14) ∂s_{c_j^v}(t)/∂w_lm ≈_tr (δ_{in_j l} + δ_{c_j^v l}) ∂s_{c_j^v}(t-1)/∂w_lm + δ_{in_j l} f'_{in_j}(net_{in_j}(t)) g(net_{c_j^v}(t)) y^m(t-1)
    + δ_{c_j^v l} y^{in_j}(t) g'(net_{c_j^v}(t)) y^m(t-1), l = in_j"""
    return ds_dw_in_prev + outer(_f_prime(net_in) * _g(net_c), y_u)  # noqa: F821


def ds_dw_c(ds_dw_c_prev, y_in, net_c, y_u):
    """(14) ∂s_{c_j^v}(t)/∂w_lm ≈_tr (δ_{in_j l} + δ_{c_j^v l}) ∂s_{c_j^v}(t-1)/∂w_lm + δ_{in_j l} f'_{in_j}(net_{in_j}(t)) g(net_{c_j^v}(t)) y^m(t-1)
    + δ_{c_j^v l} y^{in_j}(t) g'(net_{c_j^v}(t)) y^m(t-1), l = c_j^v"""
    return ds_dw_c_prev + outer(y_in * _g_prime(net_c), y_u)  # noqa: F821


def dyc_dw_out(dyout_dw_out, s_c):
    """(15) ∂y^{c_j^v}(t)/∂w_lm ≈_tr δ_{out_j l} (∂y^{out_j}(t)/∂w_lm) h(s_{c_j^v}(t))
    + (δ_{in_j l} + δ_{c_j^v l}) h'(s_{c_j^v}(t)) (∂s_{c_j^v}(t)/∂w_lm) y^{out_j}(t), l = out_j"""
    return dyout_dw_out * _h(s_c)  # noqa: F821


def dyc_dw_in(s_c, ds_dw_in, y_out):
    """(15) ∂y^{c_j^v}(t)/∂w_lm ≈_tr δ_{out_j l} (∂y^{out_j}(t)/∂w_lm) h(s_{c_j^v}(t))
    + (δ_{in_j l} + δ_{c_j^v l}) h'(s_{c_j^v}(t)) (∂s_{c_j^v}(t)/∂w_lm) y^{out_j}(t), l = in_j"""
    return _h_prime(s_c) * ds_dw_in * y_out  # noqa: F821


def dyc_dw_c(s_c, ds_dw_c, y_out):
    """(15) ∂y^{c_j^v}(t)/∂w_lm ≈_tr δ_{out_j l} (∂y^{out_j}(t)/∂w_lm) h(s_{c_j^v}(t))
    + (δ_{in_j l} + δ_{c_j^v l}) h'(s_{c_j^v}(t)) (∂s_{c_j^v}(t)/∂w_lm) y^{out_j}(t), l = c_j^v"""
    return _h_prime(s_c) * ds_dw_c * y_out  # noqa: F821


def e_y(t_k, y_k):
    "(ours) -∂E(t)/∂y^k(t) = 2 (t^k(t) - y^k(t)), the derivative of (16)"
    return 2 * (t_k - y_k)


def Dw_k(e_y, dyk_dw_k):
    "(17) Δw_lm(t) = -α ∂E(t)/∂w_lm, l = k"
    return e_y * dyk_dw_k


def Dw_out(e_y, dyk_dw_out):
    "(17) Δw_lm(t) = -α ∂E(t)/∂w_lm, l = out_j"
    return e_y * dyk_dw_out


def Dw_in(e_y, dyk_dw_in):
    "(17) Δw_lm(t) = -α ∂E(t)/∂w_lm, l = in_j"
    return e_y * dyk_dw_in


def Dw_c(e_y, dyk_dw_c):
    "(17) Δw_lm(t) = -α ∂E(t)/∂w_lm, l = c_j^v"
    return e_y * dyk_dw_c
