"""Learning to Forget: Continual Prediction with LSTM, Felix A. Gers, Jürgen Schmidhuber, Fred Cummins (2000)."""
from lstmcmp.symbols import beside, outer, sigmoid, stack, total

SOURCE = dict(
    author="Felix A. Gers, Jürgen Schmidhuber, Fred Cummins", year=2000, title="Learning to Forget: Continual Prediction with LSTM", kind="mathematics",
    url="https://doi.org/10.1162/089976600300015015",
)
READING = (
    "T1: (2.5) as printed, y^m(t-1), also in (U1); L1: squared error with logistic outputs, what comes from outside is e_k = -∂E/∂y^k; "
    "X1: the input in y^m(t-1) is the current x(t); M1: sources are inputs, cell outputs and the bias unit, for the outputs cell outputs and the bias unit; "
    "one cell per block (S_j = 1, H blocks), the cells with a bias; α = 1; weight changes summed over the steps with fixed weights; "
    "the letters δ and e, the place of α and all numbers but (2.5), (3.1), (3.2), (3.10)-(3.12) are from memory, not from print; the time index of y^m in (U1) "
    "is not confirmed"
)
CELL = "logistic-squashing"
STATE = dict(h="y_c", c="s_c")
UPSTREAM = dict(e_k="-y_k")                      # E = 1/2 Σ e_k², e_k = t^k - y^k
TARGETS = dict(t_k="2")
WEIGHTS = dict(w_kc=(2, "H"), w_k0=(2, 1))       # w_{km}, K = 2: from the cell outputs, from the bias unit
ASSUMES = dict(h0=0, c0=0)                       # s(0) = 0; activations before the first step are 0
_WORDS = (
    "∂net(t)/∂y^u(t-1) := 0 for every unit u: an error that leaves a memory cell or a gate is cut off after it has served to change the incoming weights; "
    "only the internal states' self-connections carry errors back without limit"
)
CUTS = {("net_in", "y_m"): _WORDS, ("net_varphi", "y_m"): _WORDS, ("net_out", "y_m"): _WORDS, ("net_c", "y_m"): _WORDS}
MEANING = dict(                                  # all error terms are negative derivatives
    e_k="-y_k", delta_k="-net_k", delta_out="-net_out",
    e_s=("-y_c", "s_c"),                         # -∂E/∂s of the same step: through y^c(t), not through s(t+1)
    ds_dw_c="s_c/w_c", ds_dw_in="s_c/w_in", ds_dw_varphi="s_c/w_varphi",
    Dw_kc="-w_kc", Dw_k0="-w_k0", Dw_out="-w_out", Dw_c="-w_c", Dw_in="-w_in", Dw_varphi="-w_varphi",
)


def _f(x):                                       # gates and outputs: 1/(1 + e^-x), range [0, 1]
    return sigmoid(x)


def _f_prime(x):
    return sigmoid(x) * (1 - sigmoid(x))


def _g(x):                                       # cell input: 4/(1 + e^-x) - 2, range [-2, 2]
    return 4 * sigmoid(x) - 2


def _g_prime(x):
    return 4 * sigmoid(x) * (1 - sigmoid(x))


def _h(x):                                       # cell output: 2/(1 + e^-x) - 1, range [-1, 1]
    return 2 * sigmoid(x) - 1


def _h_prime(x):
    return 2 * sigmoid(x) * (1 - sigmoid(x))


def y_m(x, y_c_prev):
    "(ours) the sources y^m(t-1) = [x(t); y^c(t-1); 1]: inputs, cell outputs, bias unit"
    return stack(x, y_c_prev, 1)


def net_in(w_in, y_m):
    "net_{in_j}(t) = Σ_m w_{in_j m} y^m(t-1)"
    return w_in @ y_m


def y_in(net_in):
    "y^{in_j}(t) = f_{in_j}(net_{in_j}(t))"
    return _f(net_in)


def net_out(w_out, y_m):
    "net_{out_j}(t) = Σ_m w_{out_j m} y^m(t-1)"
    return w_out @ y_m


def y_out(net_out):
    "y^{out_j}(t) = f_{out_j}(net_{out_j}(t))"
    return _f(net_out)


def net_varphi(w_varphi, y_m):
    "(3.1) net_{φ_j}(t) = Σ_m w_{φ_j m} y^m(t-1)"
    return w_varphi @ y_m


def y_varphi(net_varphi):
    "(3.1) y^{φ_j}(t) = f_{φ_j}(net_{φ_j}(t))"
    return _f(net_varphi)


def net_c(w_c, y_m):
    "net_{c_j^v}(t) = Σ_m w_{c_j^v m} y^m(t-1)"
    return w_c @ y_m


def s_c(y_varphi, s_c_prev, y_in, net_c):
    "(3.2) s_{c_j^v}(0) = 0, s_{c_j^v}(t) = y^{φ_j}(t) s_{c_j^v}(t-1) + y^{in_j}(t) g(net_{c_j^v}(t))"
    return y_varphi * s_c_prev + y_in * _g(net_c)


def y_c(y_out, s_c):
    "y^{c_j^v}(t) = y^{out_j}(t) h(s_{c_j^v}(t))"
    return y_out * _h(s_c)


def net_k(w_kc, y_c_prev, w_k0):
    "(2.5) net_k(t) = Σ_m w_{km} y^m(t-1)"
    return w_kc @ y_c_prev + w_k0


def y_k(net_k):
    "(2.5) y^k(t) = f_k(net_k(t))"
    return _f(net_k)


def loss(e_k):
    "E(t) = (1/2) Σ_k e_k(t)²"
    return total(e_k**2) / 2


def e_k(t_k, y_k):
    "e_k(t) = t^k(t) - y^k(t)"
    return t_k - y_k


def delta_k(net_k, e_k):
    "(E1) δ_k(t) = f'_k(net_k(t)) e_k(t)"
    return _f_prime(net_k) * e_k


def delta_out(net_out, s_c, w_kc, delta_k):
    "(E2) δ_{out_j}(t) = f'_{out_j}(net_{out_j}(t)) Σ_{v=1}^{S_j} h(s_{c_j^v}(t)) Σ_k w_{k c_j^v} δ_k(t)"
    return _f_prime(net_out) * _h(s_c) * (w_kc.mT @ delta_k)


def e_s(y_out, s_c, w_kc, delta_k):
    "(E3) e_{s_{c_j^v}}(t) = y^{out_j}(t) h'(s_{c_j^v}(t)) Σ_k w_{k c_j^v} δ_k(t)"
    return y_out * _h_prime(s_c) * (w_kc.mT @ delta_k)


def ds_dw_c(ds_dw_c_prev, y_varphi, net_c, y_in, y_m):
    "(3.10) ∂s_{c_j^v}(t)/∂w_{c_j^v m} = ∂s_{c_j^v}(t-1)/∂w_{c_j^v m} y^{φ_j}(t) + g'(net_{c_j^v}(t)) y^{in_j}(t) y^m(t-1)"
    return ds_dw_c_prev * y_varphi + outer(_g_prime(net_c) * y_in, y_m)


def ds_dw_in(ds_dw_in_prev, y_varphi, net_c, net_in, y_m):
    "(3.11) ∂s_{c_j^v}(t)/∂w_{in_j m} = ∂s_{c_j^v}(t-1)/∂w_{in_j m} y^{φ_j}(t) + g(net_{c_j^v}(t)) f'_{in_j}(net_{in_j}(t)) y^m(t-1)"
    return ds_dw_in_prev * y_varphi + outer(_g(net_c) * _f_prime(net_in), y_m)


def ds_dw_varphi(ds_dw_varphi_prev, y_varphi, s_c_prev, net_varphi, y_m):
    "(3.12) ∂s_{c_j^v}(t)/∂w_{φ_j m} = ∂s_{c_j^v}(t-1)/∂w_{φ_j m} y^{φ_j}(t) + s_{c_j^v}(t-1) f'_{φ_j}(net_{φ_j}(t)) y^m(t-1)"
    return ds_dw_varphi_prev * y_varphi + outer(s_c_prev * _f_prime(net_varphi), y_m)


def Dw_kc(delta_k, y_c_prev):
    "(U1, T1) Δw_{km}(t) = α δ_k(t) y^m(t-1), m a cell output"
    return outer(delta_k, y_c_prev)


def Dw_k0(delta_k):
    "(U1, T1) Δw_{km}(t) = α δ_k(t) y^m(t-1), m the bias unit"
    return delta_k


def Dw_out(delta_out, y_m):
    "(U2) Δw_{out_j m}(t) = α δ_{out_j}(t) y^m(t-1)"
    return outer(delta_out, y_m)


def Dw_c(e_s, ds_dw_c):
    "(U3) Δw_{c_j^v m}(t) = α e_{s_{c_j^v}}(t) ∂s_{c_j^v}(t)/∂w_{c_j^v m}"
    return e_s * ds_dw_c


def Dw_in(e_s, ds_dw_in):
    "(U4) Δw_{in_j m}(t) = α Σ_{v=1}^{S_j} e_{s_{c_j^v}}(t) ∂s_{c_j^v}(t)/∂w_{in_j m}"
    return e_s * ds_dw_in


def Dw_varphi(e_s, ds_dw_varphi):
    "(U5) Δw_{φ_j m}(t) = α Σ_{v=1}^{S_j} e_{s_{c_j^v}}(t) ∂s_{c_j^v}(t)/∂w_{φ_j m}"
    return e_s * ds_dw_varphi


def _delta_out(net_out, s_c, w_kc, delta_k_next):
    """(E2) δ_{out_j}(t) = f'_{out_j}(net_{out_j}(t)) Σ_{v=1}^{S_j} h(s_{c_j^v}(t)) Σ_k w_{k c_j^v} δ_k(t+1)

    (2.5) is printed with y^m(t-1), as the net inputs of the hidden layer are; then y^{c_j^v}(t) reaches the output units one step
    later, and the error that w_{k c_j^v} brings back to it is δ_k(t+1). E2 as printed fits an output layer that reads y^m(t): with
    (2.5) and (U1) read so, every line here agrees as printed, see gers_2000_t2."""
    return _f_prime(net_out) * _h(s_c) * (w_kc.mT @ delta_k_next)


def _e_s(y_out, s_c, w_kc, delta_k_next):
    """(E3) e_{s_{c_j^v}}(t) = y^{out_j}(t) h'(s_{c_j^v}(t)) Σ_k w_{k c_j^v} δ_k(t+1)

    As for E2: with (2.5) as printed the state acts, through y^{c_j^v}(t), on the output units of step t+1. E3 as printed fits
    an output layer that reads y^m(t), see gers_2000_t2."""
    return y_out * _h_prime(s_c) * (w_kc.mT @ delta_k_next)


ERRATA = dict(delta_out=_delta_out, e_s=_e_s)


def layout(W, U, b):
    "w_lm is the weight to unit l from unit m; m = inputs, cell outputs, bias unit"
    return dict(
        w_in=beside(W.i, U.i, b.i), w_varphi=beside(W.f, U.f, b.f), w_c=beside(W.g, U.g, b.g), w_out=beside(W.o, U.o, b.o),
    )
