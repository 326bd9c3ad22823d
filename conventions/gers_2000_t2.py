"""Learning to Forget, output units that read the same step, Felix A. Gers, Jürgen Schmidhuber, Fred Cummins (2000)."""
from lstmcmp.symbols import outer

BASE = "gers_2000"
READING = (
    "T2: (2.5) and (U1) with y^m(t), the form in which Gers, Schraudolph and Schmidhuber (2002) print the forward of the output units; "
    "else as in gers_2000: L1: squared error with logistic outputs, what comes from outside is e_k = -∂E/∂y^k; "
    "X1: the input in y^m(t-1) is the current x(t); M1: sources are inputs, cell outputs and the bias unit, for the outputs cell outputs and the bias unit; "
    "one cell per block (S_j = 1, H blocks), the cells with a bias; α = 1; weight changes summed over the steps with fixed weights; "
    "the letters δ and e, the place of α and all numbers but (2.5), (3.1), (3.2), (3.10)-(3.12) are from memory, not from print; the time index of y^m in (U1) "
    "is not confirmed"
)
ERRATA = {}


def net_k(w_kc, y_c, w_k0):
    "(2.5, T2) net_k(t) = Σ_m w_{km} y^m(t)"
    return w_kc @ y_c + w_k0


def Dw_kc(delta_k, y_c):
    "(U1, T2) Δw_{km}(t) = α δ_k(t) y^m(t), m a cell output"
    return outer(delta_k, y_c)


def Dw_k0(delta_k):
    "(U1, T2) Δw_{km}(t) = α δ_k(t) y^m(t), m the bias unit"
    return delta_k
