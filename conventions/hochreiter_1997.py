"""Long Short-Term Memory, Sepp Hochreiter, Jürgen Schmidhuber (1997)."""
from lstmcmp.symbols import beside, outer, sigmoid, stack, total

SOURCE = dict(
    author="Sepp Hochreiter, Jürgen Schmidhuber", year=1997, title="Long Short-Term Memory, Appendix A.1", kind="mathematics",
    url="https://doi.org/10.1162/neco.1997.9.8.1735",
)
READING = (
    "K1: (9) and (22) as printed, the output units read y^u(t-1), and the weights change by the lines that the paper lists for an implementation, "
    "(19)-(23) and (25)-(28); L1: the loss (16) with (19) as printed, so everything comes from this loss; X1: the input in y^u(t-1) is the current x(t); "
    "M1: sources are inputs and cell outputs; one cell per block (S_j = 1, H blocks), no hidden units, so nothing for (6), (11) and (20); "
    "f, g, h as in (3), (5), (4); no biases, as in the appendix; α = 1; weight changes summed over the steps with fixed weights"
)
CELL = "logistic-squashing-no-forget-gate"
STATE = dict(h="y_c", c="s_c")
TARGETS = dict(t_k="2")
WEIGHTS = dict(w_k=(2, "D + H"))                 # w_{ku}, K = 2: from the inputs, from the cell outputs
ASSUMES = dict(h0=0, c0=0)                       # internal states start at zero; activations are reset after each sequence
_WORDS = "∂net(t)/∂y^u(t-1) ≈_tr 0 for every unit u, for net_{in_j}, net_{out_j} and net_{c_j}"
CUTS = {("net_in", "y_u"): _WORDS, ("net_out", "y_u"): _WORDS, ("net_c", "y_u"): _WORDS}
MEANING = dict(                                  # (18) e_l = -∂E/∂net_l; Δw with the sign of descent, (17)
    e_k="-net_k", e_out="-net_out",
    e_s=("-y_c", "s_c"),                         # (23) -∂E/∂s through y^c(t), the only way that (23) has
    ds_dw_in="s_c/w_in", ds_dw_c="s_c/w_c",
    Dw_k="-w_k", Dw_out="-w_out", Dw_in="-w_in", Dw_c="-w_c",
)


def _f(x):                                       # (3) gates and outputs: range [0, 1]
    return sigmoid(x)


def _f_prime(x):
    return sigmoid(x) * (1 - sigmoid(x))


def _h(x):                                       # (4) cell output: 2/(1 + exp(-x)) - 1, range [-1, 1]
    return 2 * sigmoid(x) - 1


def _h_prime(x):
    return 2 * sigmoid(x) * (1 - sigmoid(x))


def _g(x):                                       # (5) cell input: 4/(1 + exp(-x)) - 2, range [-2, 2]
    return 4 * sigmoid(x) - 2


def _g_prime(x):
    return 4 * sigmoid(x) * (1 - sigmoid(x))


def _kc(w_k, D):                                 # w_{k c_j^v}, the weights from the cell outputs
    return w_k[..., D:]


def y_u(x, y_c_prev):
    "(ours) the sources y^u(t-1) = [x(t); y^c(t-1)]: inputs and cell outputs"
    return stack(x, y_c_prev)


def net_in(w_in, y_u):
    "(7) net_{in_j}(t) = Σ_u w_{in_j u} y^u(t-1)"
    return w_in @ y_u


def y_in(net_in):
    "(7) y^{in_j}(t) = f_{in_j}(net_{in_j}(t))"
    return _f(net_in)


def net_out(w_out, y_u):
    "(8) net_{out_j}(t) = Σ_u w_{out_j u} y^u(t-1)"
    return w_out @ y_u


def y_out(net_out):
    "(8) y^{out_j}(t) = f_{out_j}(net_{out_j}(t))"
    return _f(net_out)


def net_c(w_c, y_u):
    "(9) net_{c_j^v}(t) = Σ_u w_{c_j^v u} y^u(t-1)"
    return w_c @ y_u


def s_c(s_c_prev, y_in, net_c):
    "(9) s_{c_j^v}(t) = s_{c_j^v}(t-1) + y^{in_j}(t) g(net_{c_j^v}(t))"
    return s_c_prev + y_in * _g(net_c)


def y_c(y_out, s_c):
    "(9) y^{c_j^v}(t) = y^{out_j}(t) h(s_{c_j^v}(t))"
    return y_out * _h(s_c)


def net_k(w_k, y_u):
    "(9) net_k(t) = Σ_{u: u not a gate} w_{ku} y^u(t-1)"
    return w_k @ y_u


def y_k(net_k):
    "(9) y^k(t) = f_k(net_k(t))"
    return _f(net_k)


def loss(t_k, y_k):
    "(16) E(t) = Σ_{k: output unit} (t^k(t) - y^k(t))²"
    return total((t_k - y_k) ** 2)


def e_k(net_k, t_k, y_k):
    "(19) l = k: e_k(t) = f'_k(net_k(t)) (t^k(t) - y^k(t))"
    return _f_prime(net_k) * (t_k - y_k)


def e_out(net_out, s_c, w_k, e_k, D):
    "(21) l = out_j: e_{out_j}(t) = f'_{out_j}(net_{out_j}(t)) (Σ_{v=1}^{S_j} h(s_{c_j^v}(t)) Σ_k w_{k c_j^v} e_k(t))"
    return _f_prime(net_out) * (_h(s_c) * (_kc(w_k, D).mT @ e_k))


def Dw_k(e_k, y_u):
    "(22) Δw_lm(t) = α e_l(t) y^m(t-1), l = k"
    return outer(e_k, y_u)


def Dw_out(e_out, y_u):
    "(22) Δw_lm(t) = α e_l(t) y^m(t-1), l = out_j"
    return outer(e_out, y_u)


def e_s(net_out, s_c, w_k, e_k, D):
    "(23) e_{s_{c_j^v}}(t) := -∂E(t)/∂s_{c_j^v}(t) = f_{out_j}(net_{out_j}(t)) h'(s_{c_j^v}(t)) Σ_k w_{k c_j^v} e_k(t)"
    return _f(net_out) * _h_prime(s_c) * (_kc(w_k, D).mT @ e_k)


def ds_dw_in(ds_dw_in_prev, net_c, net_in, y_u):
    "(25) ∂s_{c_j^v}(t)/∂w_{in_j m} = ∂s_{c_j^v}(t-1)/∂w_{in_j m} + g(net_{c_j^v}(t)) f'_{in_j}(net_{in_j}(t)) y^m(t-1)"
    return ds_dw_in_prev + outer(_g(net_c) * _f_prime(net_in), y_u)


def Dw_in(e_s, ds_dw_in):
    "(26) Δw_{in_j m}(t) = α Σ_{v=1}^{S_j} e_{s_{c_j^v}}(t) ∂s_{c_j^v}(t)/∂w_{in_j m}"
    return e_s * ds_dw_in


def ds_dw_c(ds_dw_c_prev, net_c, net_in, y_u):
    "(27) ∂s_{c_j^v}(t)/∂w_{c_j^v m} = ∂s_{c_j^v}(t-1)/∂w_{c_j^v m} + g'(net_{c_j^v}(t)) f_{in_j}(net_{in_j}(t)) y^m(t-1)"
    return ds_dw_c_prev + outer(_g_prime(net_c) * _f(net_in), y_u)


def Dw_c(e_s, ds_dw_c):
    "(28) Δw_{c_j^v m}(t) = α e_{s_{c_j^v}}(t) ∂s_{c_j^v}(t)/∂w_{c_j^v m}"
    return e_s * ds_dw_c


def _e_k(net_k, t_k, y_k):
    """(19) l = k: e_k(t) = 2 f'_k(net_k(t)) (t^k(t) - y^k(t))

    By (18) e_k is -∂E/∂net_k, and (16) is printed without a factor 1/2, so that its derivative has a 2. All weight changes are
    linear in e_k, so it is one constant that a learning rate takes in; with E(t) = 1/2 Σ_k (t^k - y^k)², as Gers, Schmidhuber
    and Cummins (2000) write it, (19) fits as printed."""
    return 2 * _f_prime(net_k) * (t_k - y_k)


def _e_out(net_out, s_c, w_k, e_k_next, D):
    """(21) l = out_j: e_{out_j}(t) = f'_{out_j}(net_{out_j}(t)) (Σ_{v=1}^{S_j} h(s_{c_j^v}(t)) Σ_k w_{k c_j^v} e_k(t+1))

    (9) and (22) have y^u(t-1) for the output units, as for the hidden layer; then y^{c_j^v}(t) reaches them one step later, and
    the error that w_{k c_j^v} brings back to it is e_k(t+1); (10), the forward form of the same derivative, has the t-1. (21) as
    printed fits output units that read y^u(t), the order of a time step in section 5: see hochreiter_1997_k2."""
    return _f_prime(net_out) * (_h(s_c) * (_kc(w_k, D).mT @ e_k_next))


def _e_s(net_out, s_c, w_k, e_k_next, D):
    """(23) e_{s_{c_j^v}}(t) = f_{out_j}(net_{out_j}(t)) h'(s_{c_j^v}(t)) Σ_k w_{k c_j^v} e_k(t+1)

    As for (21): by (9) the state acts, through y^{c_j^v}(t), on the output units of step t+1. (23) as printed fits output units
    that read y^u(t), see hochreiter_1997_k2."""
    return _f(net_out) * _h_prime(s_c) * (_kc(w_k, D).mT @ e_k_next)


ERRATA = dict(e_k=_e_k, e_out=_e_out, e_s=_e_s)


def layout(W, U):
    "w_lm is the weight to unit l from unit m; m = inputs, cell outputs"
    return dict(w_in=beside(W.i, U.i), w_c=beside(W.g, U.g), w_out=beside(W.o, U.o))
