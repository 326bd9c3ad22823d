"""Learning Precise Timing with LSTM Recurrent Networks, Felix A. Gers, Nicol N. Schraudolph, Jürgen Schmidhuber (2002)."""
from lstmcmp.symbols import beside, outer, sigmoid, stack, total

SOURCE = dict(
    author="Felix A. Gers, Nicol N. Schraudolph, Jürgen Schmidhuber", year=2002, title="Learning Precise Timing with LSTM Recurrent Networks",
    kind="mathematics", url="https://www.jmlr.org/papers/v3/gers02a.html",
)
READING = (
    "K1: (8) as printed, y^m(t-1), beside (7) with y^m(t); H1: h(x) = x, as in this paper; g with range [-2, 2], as in its general description; "
    "L1: squared error with logistic outputs, what comes from outside is t^k - y^k = -∂E/∂y^k; X1: the input in y^m(t-1) is the current x(t); "
    "M1: sources are inputs, cell outputs and the bias unit, for the outputs cell outputs and the bias unit; one cell per block (S_j = 1, H blocks), "
    "so v = v'; α = 1; weight changes summed over the steps with fixed weights; "
    "the letters, the place of α and all numbers but (7), (8), (22)-(24) are from memory, not from print"
)
CELL = "peephole-logistic-input"
STATE = dict(h="y_c", c="s_c")
UPSTREAM = dict(e_k="-y_k")                      # E = 1/2 Σ (t^k - y^k)²
TARGETS = dict(t_k="2")
WEIGHTS = dict(w_kc=(2, "H"), w_k0=(2, 1))       # w_{km}, K = 2: from the cell outputs, from the bias unit
ASSUMES = dict(h0=0, c0=0)                       # everything is zero at t = 0
_WORDS = "∂net(t)/∂y^u(t-1) := 0 for every unit u"
_PEEPHOLE = "∂net_{in_j}(t)/∂s(t-1), ∂net_{φ_j}(t)/∂s(t-1), ∂net_{out_j}(t)/∂s(t) := 0 for every cell: no error leaves a gate through a peephole"
CUTS = {
    ("net_in", "y_m"): _WORDS, ("net_varphi", "y_m"): _WORDS, ("net_out", "y_m"): _WORDS, ("net_c", "y_m"): _WORDS,
    ("net_in", "s_c_prev"): _PEEPHOLE, ("net_varphi", "s_c_prev"): _PEEPHOLE, ("net_out", "s_c"): _PEEPHOLE,
}
MEANING = dict(                                  # all error terms are negative derivatives
    e_k="-y_k", delta_k="-net_k", delta_out="-net_out",
    e_s=("-y_c", "s_c"),                         # -∂E/∂s of the same step: through y^c(t), not through s(t+1)
    ds_dw_c="s_c/w_c", ds_dw_in="s_c/w_in", ds_dw_varphi="s_c/w_varphi", ds_dw_in_c="s_c/w_in_c", ds_dw_varphi_c="s_c/w_varphi_c",
    Dw_kc="-w_kc", Dw_k0="-w_k0", Dw_out="-w_out", Dw_c="-w_c", Dw_in="-w_in", Dw_varphi="-w_varphi",
    Dw_out_c="-w_out_c", Dw_in_c="-w_in_c", Dw_varphi_c="-w_varphi_c",
)


def _f(x):                                       # gates and outputs: 1/(1 + e^-x), range [0, 1]
    return sigmoid(x)


def _f_prime(x):
    return sigmoid(x) * (1 - sigmoid(x))


def _g(x):                                       # cell input: 4/(1 + e^-x) - 2, range [-2, 2]
    return 4 * sigmoid(x) - 2


def _g_prime(x):
    return 4 * sigmoid(x) * (1 - sigmoid(x))


def y_m(x, y_c_prev):
    "(ours) the sources y^m(t-1) = [x(t); y^c(t-1); 1]: inputs, cell outputs, bias unit"
    return stack(x, y_c_prev, 1)


def net_in(w_in, y_m, w_in_c, s_c_prev):
    "(F1) net_{in_j}(t) = Σ_m w_{in_j m} y^m(t-1) + Σ_{v=1}^{S_j} w_{in_j c_j^v} s_{c_j^v}(t-1)"
    return w_in @ y_m + w_in_c * s_c_prev


def y_in(net_in):
    "(F1) y^{in_j}(t) = f(net_{in_j}(t))"
    return _f(net_in)


def net_varphi(w_varphi, y_m, w_varphi_c, s_c_prev):
    "(F2) net_{φ_j}(t) = Σ_m w_{φ_j m} y^m(t-1) + Σ_{v=1}^{S_j} w_{φ_j c_j^v} s_{c_j^v}(t-1)"
    return w_varphi @ y_m + w_varphi_c * s_c_prev


def y_varphi(net_varphi):
    "(F2) y^{φ_j}(t) = f(net_{φ_j}(t))"
    return _f(net_varphi)


def net_c(w_c, y_m):
    "(F3) net_{c_j^v}(t) = Σ_m w_{c_j^v m} y^m(t-1)"
    return w_c @ y_m


def s_c(y_varphi, s_c_prev, y_in, net_c):
    "(F4) s_{c_j^v}(t) = y^{φ_j}(t) s_{c_j^v}(t-1) + y^{in_j}(t) g(net_{c_j^v}(t)), s_{c_j^v}(0) = 0"
    return y_varphi * s_c_prev + y_in * _g(net_c)


def net_out(w_out, y_m, w_out_c, s_c):
    "(F5) net_{out_j}(t) = Σ_m w_{out_j m} y^m(t-1) + Σ_{v=1}^{S_j} w_{out_j c_j^v} s_{c_j^v}(t)"
    return w_out @ y_m + w_out_c * s_c


def y_out(net_out):
    "(F5) y^{out_j}(t) = f(net_{out_j}(t))"
    return _f(net_out)


def y_c(y_out, s_c):
    "(F6) y^{c_j^v}(t) = y^{out_j}(t) s_{c_j^v}(t)"
    return y_out * s_c


def net_k(w_kc, y_c, w_k0):
    "(7) net_k(t) = Σ_m w_{km} y^m(t)"
    return w_kc @ y_c + w_k0


def y_k(net_k):
    "(7) y^k(t) = f_k(net_k(t))"
    return _f(net_k)


def loss(e_k):
    "E(t) = (1/2) Σ_k (t^k(t) - y^k(t))²"
    return total(e_k**2) / 2


def e_k(t_k, y_k):
    "(ours) e_k(t) = t^k(t) - y^k(t), the bracket of E(t) and of (E1)"
    return t_k - y_k


def delta_k(net_k, e_k):
    "(E1) δ_k(t) = f'_k(net_k(t)) (t^k(t) - y^k(t))"
    return _f_prime(net_k) * e_k


def Dw_kc(delta_k, y_c_prev):
    "(8) Δw_{km}(t) = α δ_k(t) y^m(t-1), m a cell output"
    return outer(delta_k, y_c_prev)


def Dw_k0(delta_k):
    "(8) Δw_{km}(t) = α δ_k(t) y^m(t-1), m the bias unit"
    return delta_k


def delta_out(net_out, s_c, w_kc, delta_k):
    "(E2) δ_{out_j}(t) = f'_{out_j}(net_{out_j}(t)) Σ_{v=1}^{S_j} s_{c_j^v}(t) Σ_k w_{k c_j^v} δ_k(t)"
    return _f_prime(net_out) * s_c * (w_kc.mT @ delta_k)


def e_s(y_out, w_kc, delta_k):
    "(E3) e_{s_{c_j^v}}(t) = y^{out_j}(t) Σ_k w_{k c_j^v} δ_k(t)"
    return y_out * (w_kc.mT @ delta_k)


def ds_dw_c(ds_dw_c_prev, y_varphi, net_c, y_in, y_m):
    "(P1) ∂s_{c_j^v}(t)/∂w_{c_j^v m} = ∂s_{c_j^v}(t-1)/∂w_{c_j^v m} y^{φ_j}(t) + g'(net_{c_j^v}(t)) y^{in_j}(t) y^m(t-1)"
    return ds_dw_c_prev * y_varphi + outer(_g_prime(net_c) * y_in, y_m)


def ds_dw_in(ds_dw_in_prev, y_varphi, net_c, net_in, y_m):
    "(P2) ∂s_{c_j^v}(t)/∂w_{in_j m} = ∂s_{c_j^v}(t-1)/∂w_{in_j m} y^{φ_j}(t) + g(net_{c_j^v}(t)) f'_{in_j}(net_{in_j}(t)) y^m(t-1)"
    return ds_dw_in_prev * y_varphi + outer(_g(net_c) * _f_prime(net_in), y_m)


def ds_dw_varphi(ds_dw_varphi_prev, y_varphi, s_c_prev, net_varphi, y_m):
    "(P3) ∂s_{c_j^v}(t)/∂w_{φ_j m} = ∂s_{c_j^v}(t-1)/∂w_{φ_j m} y^{φ_j}(t) + s_{c_j^v}(t-1) f'_{φ_j}(net_{φ_j}(t)) y^m(t-1)"
    return ds_dw_varphi_prev * y_varphi + outer(s_c_prev * _f_prime(net_varphi), y_m)


def ds_dw_in_c(ds_dw_in_c_prev, y_varphi, net_c, net_in, s_c_prev):
    """(22) ∂s_{c_j^v}(t)/∂w_{in_j c_j^{v'}} = ∂s_{c_j^v}(t-1)/∂w_{in_j c_j^{v'}} y^{φ_j}(t)
    + g(net_{c_j^v}(t)) f'_{in_j}(net_{in_j}(t)) s_{c_j^{v'}}(t-1)"""
    return ds_dw_in_c_prev * y_varphi + _g(net_c) * _f_prime(net_in) * s_c_prev


def ds_dw_varphi_c(ds_dw_varphi_c_prev, y_varphi, s_c_prev, net_varphi):
    """(23) ∂s_{c_j^v}(t)/∂w_{φ_j c_j^{v'}} = ∂s_{c_j^v}(t-1)/∂w_{φ_j c_j^{v'}} y^{φ_j}(t)
    + s_{c_j^v}(t-1) f'_{φ_j}(net_{φ_j}(t)) s_{c_j^{v'}}(t-1)"""
    return ds_dw_varphi_c_prev * y_varphi + s_c_prev * _f_prime(net_varphi) * s_c_prev


def Dw_out_c(delta_out, s_c):
    "(24) Δw_{out_j c_j^v}(t) = α δ_{out_j}(t) s_{c_j^v}(t)"
    return delta_out * s_c


def Dw_out(delta_out, y_m):
    "(U1) Δw_{out_j m}(t) = α δ_{out_j}(t) y^m(t-1)"
    return outer(delta_out, y_m)


def Dw_c(e_s, ds_dw_c):
    "(U2) Δw_{c_j^v m}(t) = α e_{s_{c_j^v}}(t) ∂s_{c_j^v}(t)/∂w_{c_j^v m}"
    return e_s * ds_dw_c


def Dw_in(e_s, ds_dw_in):
    "(U3) Δw_{gate m}(t) = α Σ_{v=1}^{S_j} e_{s_{c_j^v}}(t) ∂s_{c_j^v}(t)/∂w_{gate m}, gate = in_j, m a unit"
    return e_s * ds_dw_in


def Dw_varphi(e_s, ds_dw_varphi):
    "(U3) Δw_{gate m}(t) = α Σ_{v=1}^{S_j} e_{s_{c_j^v}}(t) ∂s_{c_j^v}(t)/∂w_{gate m}, gate = φ_j, m a unit"
    return e_s * ds_dw_varphi


def Dw_in_c(e_s, ds_dw_in_c):
    "(U3) Δw_{gate m}(t) = α Σ_{v=1}^{S_j} e_{s_{c_j^v}}(t) ∂s_{c_j^v}(t)/∂w_{gate m}, gate = in_j, m a peephole source"
    return e_s * ds_dw_in_c


def Dw_varphi_c(e_s, ds_dw_varphi_c):
    "(U3) Δw_{gate m}(t) = α Σ_{v=1}^{S_j} e_{s_{c_j^v}}(t) ∂s_{c_j^v}(t)/∂w_{gate m}, gate = φ_j, m a peephole source"
    return e_s * ds_dw_varphi_c


def _Dw_kc(delta_k, y_c):
    """(8) Δw_{km}(t) = α δ_k(t) y^m(t), m a cell output

    By (7) the weight w_{km} multiplies y^m(t); (8), printed beside it, has y^m(t-1), the index of the hidden layer's net inputs.
    The weights from the bias unit do not see the difference. With y^m(t) every gradient agrees, see gers_2002_k2."""
    return outer(delta_k, y_c)


ERRATA = dict(Dw_kc=_Dw_kc)


def layout(W, U, b, p):
    "w_lm is the weight to unit l from unit m; m = inputs, cell outputs, bias unit; peepholes within the block"
    return dict(
        w_in=beside(W.i, U.i, b.i), w_varphi=beside(W.f, U.f, b.f), w_c=beside(W.g, U.g, b.g), w_out=beside(W.o, U.o, b.o),
        w_in_c=p.i, w_varphi_c=p.f, w_out_c=p.o,
    )
