"""Learning Precise Timing with LSTM, the input of the step before, Felix A. Gers, Nicol N. Schraudolph, Jürgen Schmidhuber (2002)."""
from lstmcmp.symbols import stack

BASE = "gers_2002"
READING = (
    "X2: y^m(t-1) by its letters also for the external inputs, x(t-1), which is 0 before the first step; else as in gers_2002: "
    "K1: (8) as printed, y^m(t-1), beside (7) with y^m(t); H1: h(x) = x, as in this paper; g with range [-2, 2], as in its general description; "
    "L1: squared error with logistic outputs, what comes from outside is t^k - y^k = -∂E/∂y^k; "
    "M1: sources are inputs, cell outputs and the bias unit, for the outputs cell outputs and the bias unit; one cell per block (S_j = 1, H blocks), "
    "so v = v'; α = 1; weight changes summed over the steps with fixed weights; "
    "the letters, the place of α and all numbers but (7), (8), (22)-(24) are from memory, not from print"
)
CELL = "gers_2002_x2"                            # a cell that reads the input of the step before: this forward pass is the definition


def y_m(x_prev, y_c_prev):
    "(ours) the sources y^m(t-1) = [x(t-1); y^c(t-1); 1]: inputs, cell outputs, bias unit"
    return stack(x_prev, y_c_prev, 1)
