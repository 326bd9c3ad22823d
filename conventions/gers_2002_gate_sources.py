"""Learning Precise Timing with LSTM, with the gates among the sources, Felix A. Gers, Nicol N. Schraudolph, Jürgen Schmidhuber (2002)."""
from lstmcmp.symbols import outer, stack

BASE = "gers_2002"
READING = (
    "M2: the sources of gates and cells are inputs, cell outputs, the bias unit and all gates of step t-1, the general formulation of Gers, Schmidhuber and "
    "Cummins (2000); output units never receive gates; else as in gers_2002: K1: (8) as printed, y^m(t-1), beside (7) with y^m(t); H1: h(x) = x, as in this "
    "paper; g with range [-2, 2], as in its general description; L1: squared error with logistic outputs, what comes from outside is t^k - y^k = -∂E/∂y^k; "
    "X1: the input in y^m(t-1) is the current x(t); one cell per block (S_j = 1, H blocks), so v = v'; α = 1; weight changes summed over the steps with fixed "
    "weights; the letters, the place of α and all numbers but (7), (8), (22)-(24) are from memory, not from print"
)
CELL = "gers_2002_gate_sources"                  # gates that read gates: this forward pass is the definition
WEIGHTS = dict(                                  # the head as in gers_2002; w_{lm}, m = the input, forget and output gates of all blocks
    w_kc=(2, "H"), w_k0=(2, 1), w_in_g=("H", "3 * H"), w_varphi_g=("H", "3 * H"), w_out_g=("H", "3 * H"), w_c_g=("H", "3 * H"),
)
CUTS = CUTS | {(net, "y_g"): _WORDS for net in ("net_in", "net_varphi", "net_out", "net_c")}  # noqa: F821
MEANING = MEANING | dict(  # noqa: F821
    ds_dw_c_g="s_c/w_c_g", ds_dw_in_g="s_c/w_in_g", ds_dw_varphi_g="s_c/w_varphi_g",
    Dw_out_g="-w_out_g", Dw_c_g="-w_c_g", Dw_in_g="-w_in_g", Dw_varphi_g="-w_varphi_g",
)


def y_g(y_in_prev, y_varphi_prev, y_out_prev):
    "(ours) the further sources y^m(t-1) = [y^in(t-1); y^φ(t-1); y^out(t-1)]: all gates; before the first step they are 0"
    return stack(y_in_prev, y_varphi_prev, y_out_prev)


def net_in(w_in, y_m, w_in_g, y_g, w_in_c, s_c_prev):
    "(F1) net_{in_j}(t) = Σ_m w_{in_j m} y^m(t-1) + Σ_{v=1}^{S_j} w_{in_j c_j^v} s_{c_j^v}(t-1)"
    return w_in @ y_m + w_in_g @ y_g + w_in_c * s_c_prev


def net_varphi(w_varphi, y_m, w_varphi_g, y_g, w_varphi_c, s_c_prev):
    "(F2) net_{φ_j}(t) = Σ_m w_{φ_j m} y^m(t-1) + Σ_{v=1}^{S_j} w_{φ_j c_j^v} s_{c_j^v}(t-1)"
    return w_varphi @ y_m + w_varphi_g @ y_g + w_varphi_c * s_c_prev


def net_c(w_c, y_m, w_c_g, y_g):
    "(F3) net_{c_j^v}(t) = Σ_m w_{c_j^v m} y^m(t-1)"
    return w_c @ y_m + w_c_g @ y_g


def net_out(w_out, y_m, w_out_g, y_g, w_out_c, s_c):
    "(F5) net_{out_j}(t) = Σ_m w_{out_j m} y^m(t-1) + Σ_{v=1}^{S_j} w_{out_j c_j^v} s_{c_j^v}(t)"
    return w_out @ y_m + w_out_g @ y_g + w_out_c * s_c


def ds_dw_c_g(ds_dw_c_g_prev, y_varphi, net_c, y_in, y_g):
    "(P1) ∂s_{c_j^v}(t)/∂w_{c_j^v m} = ∂s_{c_j^v}(t-1)/∂w_{c_j^v m} y^{φ_j}(t) + g'(net_{c_j^v}(t)) y^{in_j}(t) y^m(t-1), m a gate"
    return ds_dw_c_g_prev * y_varphi + outer(_g_prime(net_c) * y_in, y_g)  # noqa: F821


def ds_dw_in_g(ds_dw_in_g_prev, y_varphi, net_c, net_in, y_g):
    "(P2) ∂s_{c_j^v}(t)/∂w_{in_j m} = ∂s_{c_j^v}(t-1)/∂w_{in_j m} y^{φ_j}(t) + g(net_{c_j^v}(t)) f'_{in_j}(net_{in_j}(t)) y^m(t-1), m a gate"
    return ds_dw_in_g_prev * y_varphi + outer(_g(net_c) * _f_prime(net_in), y_g)  # noqa: F821


def ds_dw_varphi_g(ds_dw_varphi_g_prev, y_varphi, s_c_prev, net_varphi, y_g):
    "(P3) ∂s_{c_j^v}(t)/∂w_{φ_j m} = ∂s_{c_j^v}(t-1)/∂w_{φ_j m} y^{φ_j}(t) + s_{c_j^v}(t-1) f'_{φ_j}(net_{φ_j}(t)) y^m(t-1), m a gate"
    return ds_dw_varphi_g_prev * y_varphi + outer(s_c_prev * _f_prime(net_varphi), y_g)  # noqa: F821


def Dw_out_g(delta_out, y_g):
    "(U1) Δw_{out_j m}(t) = α δ_{out_j}(t) y^m(t-1), m a gate"
    return outer(delta_out, y_g)


def Dw_c_g(e_s, ds_dw_c_g):
    "(U2) Δw_{c_j^v m}(t) = α e_{s_{c_j^v}}(t) ∂s_{c_j^v}(t)/∂w_{c_j^v m}, m a gate"
    return e_s * ds_dw_c_g


def Dw_in_g(e_s, ds_dw_in_g):
    "(U3) Δw_{gate m}(t) = α Σ_{v=1}^{S_j} e_{s_{c_j^v}}(t) ∂s_{c_j^v}(t)/∂w_{gate m}, gate = in_j, m a gate"
    return e_s * ds_dw_in_g


def Dw_varphi_g(e_s, ds_dw_varphi_g):
    "(U3) Δw_{gate m}(t) = α Σ_{v=1}^{S_j} e_{s_{c_j^v}}(t) ∂s_{c_j^v}(t)/∂w_{gate m}, gate = φ_j, m a gate"
    return e_s * ds_dw_varphi_g
