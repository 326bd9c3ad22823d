"""Long Short-Term Memory, with gates and hidden units among the sources, Sepp Hochreiter, Jürgen Schmidhuber (1997)."""
from lstmcmp.symbols import outer, stack

BASE = "hochreiter_1997"
READING = (
    "M2: the sources of cells, gates and hidden units are inputs, cell outputs, all gates and all hidden units of step t-1, the fully connected hidden "
    "layer of the standard architecture; two conventional hidden units, HU1: (11) as printed, no derivative passes through (6) to the sources; output units "
    "read any unit that is not a gate; else as in hochreiter_1997: K1: (9) and (22) as printed, the output units read y^u(t-1), and the weights change by "
    "the lines that the paper lists for an implementation, (19)-(23) and (25)-(28); L1: the loss (16) with (19) as printed, so everything comes from this "
    "loss; X1: the input in y^u(t-1) is the current x(t); one cell per block (S_j = 1, H blocks); f, g, h as in (3), (5), (4); no biases, as in the "
    "appendix; α = 1; weight changes summed over the steps with fixed weights"
)
CELL = "hochreiter_1997_gate_sources"            # gates that read gates and hidden units: this forward pass is the definition
_N = "2 * H + 2"                                 # the further sources: 2 gates a block, 2 hidden units
WEIGHTS = dict(
    w_k=(2, "D + H"), w_ki=(2, 2),               # w_{ku}, K = 2: from inputs and cell outputs, from the hidden units
    w_i=(2, "D + H"), w_i_g=(2, _N), w_in_g=("H", _N), w_out_g=("H", _N), w_c_g=("H", _N),
)
_HIDDEN = "(11) ∂y^i(t)/∂w_lm ≈_tr δ_{li} f'_i(net_i(t)) y^m(t-1)"
CUTS = CUTS | {(net, "y_g"): _WORDS for net in ("net_in", "net_out", "net_c")} | {("net_i", u): _HIDDEN for u in ("y_u", "y_g")}  # noqa: F821
MEANING = MEANING | dict(  # noqa: F821
    e_i="-net_i", Dw_ki="-w_ki", Dw_i="-w_i", Dw_i_g="-w_i_g", Dw_out_g="-w_out_g",
    ds_dw_in_g="s_c/w_in_g", Dw_in_g="-w_in_g", ds_dw_c_g="s_c/w_c_g", Dw_c_g="-w_c_g",
)


def y_g(y_in_prev, y_out_prev, y_i_prev):
    "(ours) the further sources y^u(t-1) = [y^in(t-1); y^out(t-1); y^i(t-1)]: gates and hidden units; before the first step they are 0"
    return stack(y_in_prev, y_out_prev, y_i_prev)


def net_i(w_i, y_u, w_i_g, y_g):
    "(6) net_i(t) = Σ_u w_{iu} y^u(t-1)"
    return w_i @ y_u + w_i_g @ y_g


def y_i(net_i):
    "(6) y^i(t) = f_i(net_i(t))"
    return _f(net_i)  # noqa: F821


def net_in(w_in, y_u, w_in_g, y_g):
    "(7) net_{in_j}(t) = Σ_u w_{in_j u} y^u(t-1)"
    return w_in @ y_u + w_in_g @ y_g


def net_out(w_out, y_u, w_out_g, y_g):
    "(8) net_{out_j}(t) = Σ_u w_{out_j u} y^u(t-1)"
    return w_out @ y_u + w_out_g @ y_g


def net_c(w_c, y_u, w_c_g, y_g):
    "(9) net_{c_j^v}(t) = Σ_u w_{c_j^v u} y^u(t-1)"
    return w_c @ y_u + w_c_g @ y_g


def net_k(w_k, y_u, w_ki, y_i_prev):
    "(9) net_k(t) = Σ_{u: u not a gate} w_{ku} y^u(t-1)"
    return w_k @ y_u + w_ki @ y_i_prev


def e_i(net_i, w_ki, e_k):
    "(20) l = i: e_i(t) = f'_i(net_i(t)) Σ_k w_{ki} e_k(t)"
    return _f_prime(net_i) * (w_ki.mT @ e_k)  # noqa: F821


def Dw_ki(e_k, y_i_prev):
    "(22) Δw_lm(t) = α e_l(t) y^m(t-1), l = k, m a hidden unit"
    return outer(e_k, y_i_prev)


def Dw_i(e_i, y_u):
    "(22) Δw_lm(t) = α e_l(t) y^m(t-1), l = i"
    return outer(e_i, y_u)


def Dw_i_g(e_i, y_g):
    "(22) Δw_lm(t) = α e_l(t) y^m(t-1), l = i, m a gate or a hidden unit"
    return outer(e_i, y_g)


def Dw_out_g(e_out, y_g):
    "(22) Δw_lm(t) = α e_l(t) y^m(t-1), l = out_j, m a gate or a hidden unit"
    return outer(e_out, y_g)


def ds_dw_in_g(ds_dw_in_g_prev, net_c, net_in, y_g):
    """(25) ∂s_{c_j^v}(t)/∂w_{in_j m} = ∂s_{c_j^v}(t-1)/∂w_{in_j m} + g(net_{c_j^v}(t)) f'_{in_j}(net_{in_j}(t)) y^m(t-1),
    m a gate or a hidden unit"""
    return ds_dw_in_g_prev + outer(_g(net_c) * _f_prime(net_in), y_g)  # noqa: F821


def Dw_in_g(e_s, ds_dw_in_g):
    "(26) Δw_{in_j m}(t) = α Σ_{v=1}^{S_j} e_{s_{c_j^v}}(t) ∂s_{c_j^v}(t)/∂w_{in_j m}, m a gate or a hidden unit"
    return e_s * ds_dw_in_g


def ds_dw_c_g(ds_dw_c_g_prev, net_c, net_in, y_g):
    """(27) ∂s_{c_j^v}(t)/∂w_{c_j^v m} = ∂s_{c_j^v}(t-1)/∂w_{c_j^v m} + g'(net_{c_j^v}(t)) f_{in_j}(net_{in_j}(t)) y^m(t-1),
    m a gate or a hidden unit"""
    return ds_dw_c_g_prev + outer(_g_prime(net_c) * _f(net_in), y_g)  # noqa: F821


def Dw_c_g(e_s, ds_dw_c_g):
    "(28) Δw_{c_j^v m}(t) = α e_{s_{c_j^v}}(t) ∂s_{c_j^v}(t)/∂w_{c_j^v m}, m a gate or a hidden unit"
    return e_s * ds_dw_c_g


def _e_i(net_i, w_ki, e_k_next):
    """(20) l = i: e_i(t) = f'_i(net_i(t)) Σ_k w_{ki} e_k(t+1)

    As for (21): by (9) y^i(t) reaches the output units at step t+1. (20) as printed fits output units that read y^u(t)."""
    return _f_prime(net_i) * (w_ki.mT @ e_k_next)  # noqa: F821


ERRATA = ERRATA | dict(e_i=_e_i)  # noqa: F821
