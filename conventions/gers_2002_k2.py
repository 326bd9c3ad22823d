"""Learning Precise Timing with LSTM, one time index in (7) and (8), Felix A. Gers, Nicol N. Schraudolph, Jürgen Schmidhuber (2002)."""
from lstmcmp.symbols import outer

BASE = "gers_2002"
READING = (
    "K2: (8) with y^m(t), as (7) has it; else as in gers_2002: H1: h(x) = x, as in this paper; g with range [-2, 2], as in its general description; "
    "L1: squared error with logistic outputs, what comes from outside is t^k - y^k = -∂E/∂y^k; X1: the input in y^m(t-1) is the current x(t); "
    "M1: sources are inputs, cell outputs and the bias unit, for the outputs cell outputs and the bias unit; one cell per block (S_j = 1, H blocks), "
    "so v = v'; α = 1; weight changes summed over the steps with fixed weights; "
    "the letters, the place of α and all numbers but (7), (8), (22)-(24) are from memory, not from print"
)
ERRATA = {}


def Dw_kc(delta_k, y_c):
    "(8, K2) Δw_{km}(t) = α δ_k(t) y^m(t), m a cell output"
    return outer(delta_k, y_c)


def Dw_k0(delta_k):
    "(8, K2) Δw_{km}(t) = α δ_k(t) y^m(t), m the bias unit"
    return delta_k
