"""Framewise phoneme classification with bidirectional LSTM and other neural network architectures, Alex Graves, Jürgen Schmidhuber (2005)."""
from lstmcmp.symbols import beside, log, outer, sigmoid, softmax, stack, total

SOURCE = dict(
    author="Alex Graves, Jürgen Schmidhuber", year=2005, title="Framewise phoneme classification with bidirectional LSTM, appendix",
    kind="mathematics (from memory)", url="https://doi.org/10.1016/j.neunet.2005.06.042",
)
READING = (
    "FROM MEMORY: every line here is written from memory; nothing has been compared with the printed appendix, so a verdict here says nothing about it; "
    "D1: every connection but the peepholes is delayed by one step, as written, and before τ0 all units are 0, the bias unit too; "
    "E1: δ_j(τ+1) in (B2) for every j, output units included; S1: (B8) from τ0+1; Q1: (B8) for peepholes by its letters, the state at τ-1 for all three; "
    "j in (B2) runs over all units that a cell output feeds: gates, cell inputs, output units; output units fed by the cell outputs, "
    "softmax with cross entropy; one cell per block; f logistic, g and h 4σ - 2 as in the experiments"
)
CELL = "graves_2005"                             # with its delays no known cell: this forward pass is the definition
STATE = dict(h="y_c", c="s_c")
UPSTREAM = dict(delta_k="x_k")
TARGETS = dict(t_k="one-hot 7")
WEIGHTS = dict(w_kc=(7, "H"))                    # 7 output units
ASSUMES = dict(h0=0, c0=0)                       # activations before τ0 are reset to 0
MEANING = dict(                                  # δ_k = ∂E/∂x_k for all units
    delta_k="x_k", epsilon_c="y_c", delta_omega="x_omega", dE_ds="s_c", delta_c="x_c", delta_phi="x_phi", delta_iota="x_iota",
    dE_dw_iota_j="w_iota_j", dE_dw_phi_j="w_phi_j", dE_dw_cj="w_cj", dE_dw_omega_j="w_omega_j", dE_dw_kc="w_kc",
    dE_dw_iota_c="w_iota_c", dE_dw_phi_c="w_phi_c", dE_dw_omega_c="w_omega_c",
)
SUMS = dict.fromkeys(                            # S1: τ = τ0+1 .. τ1
    ("dE_dw_iota_j", "dE_dw_phi_j", "dE_dw_cj", "dE_dw_omega_j", "dE_dw_kc", "dE_dw_iota_c", "dE_dw_phi_c", "dE_dw_omega_c"), slice(1, None),
)


def _f(x):                                       # gates: logistic, range [0, 1]
    return sigmoid(x)


def _f_prime(x):
    return sigmoid(x) * (1 - sigmoid(x))


def _g(x):                                       # cell input and, as h, cell output: 4σ(x) - 2, range [-2, 2]
    return 4 * sigmoid(x) - 2


def _g_prime(x):
    return 4 * sigmoid(x) * (1 - sigmoid(x))


_h, _h_prime = _g, _g_prime


def _cells(w, D):                                # the columns j of w_ij that are cell outputs: w_{jc} of (B2), read from the unit that gets it
    return w[..., D:-1]


def y_all(x, y_c):
    "(ours) y_j(τ) of the inputs, the cell outputs and the bias unit"
    return stack(x, y_c, 1)


def y_j(y_all_prev):
    "(ours) the sources y_j(τ-1), j in N; before τ0 they are all 0"
    return y_all_prev


def x_iota(w_iota_j, y_j, w_iota_c, s_c_prev):
    "(F1) x_ι = Σ_{j∈N} w_{ιj} y_j(τ-1) + Σ_{c∈C} w_{ιc} s_c(τ-1)"
    return w_iota_j @ y_j + w_iota_c * s_c_prev


def y_iota(x_iota):
    "(F1) y_ι = f(x_ι)"
    return _f(x_iota)


def x_phi(w_phi_j, y_j, w_phi_c, s_c_prev):
    "(F2) x_φ = Σ_{j∈N} w_{φj} y_j(τ-1) + Σ_{c∈C} w_{φc} s_c(τ-1)"
    return w_phi_j @ y_j + w_phi_c * s_c_prev


def y_phi(x_phi):
    "(F2) y_φ = f(x_φ)"
    return _f(x_phi)


def x_c(w_cj, y_j):
    "(F3) x_c = Σ_{j∈N} w_{cj} y_j(τ-1)"
    return w_cj @ y_j


def s_c(y_phi, s_c_prev, y_iota, x_c):
    "(F3) s_c = y_φ s_c(τ-1) + y_ι g(x_c)"
    return y_phi * s_c_prev + y_iota * _g(x_c)


def x_omega(w_omega_j, y_j, w_omega_c, s_c):
    "(F4) x_ω = Σ_{j∈N} w_{ωj} y_j(τ-1) + Σ_{c∈C} w_{ωc} s_c(τ)"
    return w_omega_j @ y_j + w_omega_c * s_c


def y_omega(x_omega):
    "(F4) y_ω = f(x_ω)"
    return _f(x_omega)


def y_c(y_omega, s_c):
    "(F5) y_c = y_ω h(s_c)"
    return y_omega * _h(s_c)


def x_k(w_kc, y_c_prev):
    "(ours) x_k = Σ_c w_{kc} y_c(τ-1), delayed as every connection"
    return w_kc @ y_c_prev


def y_k(x_k):
    "(ours) y_k = exp(x_k) / Σ_{k'} exp(x_{k'}), the softmax that the text names"
    return softmax(x_k)


def loss(t_k, y_k):
    "(ours) E(τ) = -Σ_k t_k ln y_k, the cross entropy that the text names"
    return -total(t_k * log(y_k))


def delta_k(y_k, t_k):
    "(B1) δ_k(τ) = y_k(τ) - t_k(τ), output units k"
    return y_k - t_k


def epsilon_c(w_kc, delta_k_next, w_iota_j, delta_iota_next, w_phi_j, delta_phi_next, w_cj, delta_c_next, w_omega_j, delta_omega_next, D):
    "(B2) ε_c = Σ_{j∈N} w_{jc} δ_j(τ+1)"
    return (
        w_kc.mT @ delta_k_next + _cells(w_iota_j, D).mT @ delta_iota_next + _cells(w_phi_j, D).mT @ delta_phi_next
        + _cells(w_cj, D).mT @ delta_c_next + _cells(w_omega_j, D).mT @ delta_omega_next
    )


def delta_omega(x_omega, epsilon_c, s_c):
    "(B3) δ_ω = f'(x_ω) Σ_{c∈C} ε_c h(s_c)"
    return _f_prime(x_omega) * epsilon_c * _h(s_c)


def dE_ds(epsilon_c, y_omega, s_c, dE_ds_next, y_phi_next, delta_iota_next, w_iota_c, delta_phi_next, w_phi_c, delta_omega, w_omega_c):
    "(B4) ∂E/∂s_c(τ) = ε_c y_ω h'(s_c) + ∂E/∂s_c(τ+1) y_φ(τ+1) + δ_ι(τ+1) w_{ιc} + δ_φ(τ+1) w_{φc} + δ_ω(τ) w_{ωc}"
    return (
        epsilon_c * y_omega * _h_prime(s_c) + dE_ds_next * y_phi_next
        + delta_iota_next * w_iota_c + delta_phi_next * w_phi_c + delta_omega * w_omega_c
    )


def delta_c(y_iota, x_c, dE_ds):
    "(B5) δ_c = y_ι g'(x_c) ∂E/∂s_c"
    return y_iota * _g_prime(x_c) * dE_ds


def delta_phi(x_phi, dE_ds, s_c_prev):
    "(B6) δ_φ = f'(x_φ) Σ_{c∈C} ∂E/∂s_c s_c(τ-1)"
    return _f_prime(x_phi) * dE_ds * s_c_prev


def delta_iota(x_iota, dE_ds, x_c):
    "(B7) δ_ι = f'(x_ι) Σ_{c∈C} ∂E/∂s_c g(x_c)"
    return _f_prime(x_iota) * dE_ds * _g(x_c)


# One rule, ∂E_total/∂w_ij = Σ_{τ=τ0+1}^{τ1} δ_i(τ) y_j(τ-1), and its instances; arrays are [to i, from j].


def dE_dw_iota_j(delta_iota, y_j):
    "(B8) ∂E_total/∂w_ij = Σ_{τ=τ0+1}^{τ1} δ_i(τ) y_j(τ-1), i = ι"
    return outer(delta_iota, y_j)


def dE_dw_phi_j(delta_phi, y_j):
    "(B8) ∂E_total/∂w_ij = Σ_{τ=τ0+1}^{τ1} δ_i(τ) y_j(τ-1), i = φ"
    return outer(delta_phi, y_j)


def dE_dw_cj(delta_c, y_j):
    "(B8) ∂E_total/∂w_ij = Σ_{τ=τ0+1}^{τ1} δ_i(τ) y_j(τ-1), i = c"
    return outer(delta_c, y_j)


def dE_dw_omega_j(delta_omega, y_j):
    "(B8) ∂E_total/∂w_ij = Σ_{τ=τ0+1}^{τ1} δ_i(τ) y_j(τ-1), i = ω"
    return outer(delta_omega, y_j)


def dE_dw_kc(delta_k, y_c_prev):
    "(B8) ∂E_total/∂w_ij = Σ_{τ=τ0+1}^{τ1} δ_i(τ) y_j(τ-1), i an output unit, j a cell output"
    return outer(delta_k, y_c_prev)


def dE_dw_iota_c(delta_iota, s_c_prev):
    "(B8, Q1) ∂E_total/∂w_ij = Σ_{τ=τ0+1}^{τ1} δ_i(τ) y_j(τ-1), i = ι, the state s_c(τ-1) in the place of y_j(τ-1)"
    return delta_iota * s_c_prev


def dE_dw_phi_c(delta_phi, s_c_prev):
    "(B8, Q1) ∂E_total/∂w_ij = Σ_{τ=τ0+1}^{τ1} δ_i(τ) y_j(τ-1), i = φ, the state s_c(τ-1) in the place of y_j(τ-1)"
    return delta_phi * s_c_prev


def dE_dw_omega_c(delta_omega, s_c_prev):
    "(B8, Q1) ∂E_total/∂w_ij = Σ_{τ=τ0+1}^{τ1} δ_i(τ) y_j(τ-1), i = ω, the state s_c(τ-1) in the place of y_j(τ-1)"
    return delta_omega * s_c_prev


def _dE_dw_omega_c(delta_omega, s_c):
    """(B8) ∂E_total/∂w_ij = Σ_{τ=τ0+1}^{τ1} δ_i(τ) s_c(τ), i = ω

    The rule speaks of weights whose source is a unit of N, delayed by one step; the peephole of the output gate has the state of
    the same step as its source, (F4). Peephole weights are not mentioned by themselves. All of this is from memory: it remains
    to be compared with the printed appendix."""
    return delta_omega * s_c


ERRATA = dict(dE_dw_omega_c=_dE_dw_omega_c)


def layout(W, U, b, p):
    "w_ij is the weight to i from j; j = inputs, cell outputs, bias unit"
    return dict(
        w_iota_j=beside(W.i, U.i, b.i), w_phi_j=beside(W.f, U.f, b.f), w_cj=beside(W.g, U.g, b.g), w_omega_j=beside(W.o, U.o, b.o),
        w_iota_c=p.i, w_phi_c=p.f, w_omega_c=p.o,
    )
