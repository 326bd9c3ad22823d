"""Learning to Forget, the input of the step before, Felix A. Gers, Jürgen Schmidhuber, Fred Cummins (2000)."""
from lstmcmp.symbols import stack

BASE = "gers_2000"
READING = (
    "X2: y^m(t-1) by its letters also for the external inputs, x(t-1), which is 0 before the first step; else as in gers_2000: "
    "T1: (2.5) as printed, y^m(t-1), also in (U1); L1: squared error with logistic outputs, what comes from outside is e_k = -∂E/∂y^k; "
    "M1: sources are inputs, cell outputs and the bias unit, for the outputs cell outputs and the bias unit; "
    "one cell per block (S_j = 1, H blocks), the cells with a bias; α = 1; weight changes summed over the steps with fixed weights; "
    "the letters δ and e, the place of α and all numbers but (2.5), (3.1), (3.2), (3.10)-(3.12) are from memory, not from print; the time index of y^m in (U1) "
    "is not confirmed"
)
CELL = "gers_2000_x2"                            # a cell that reads the input of the step before: this forward pass is the definition


def y_m(x_prev, y_c_prev):
    "(ours) the sources y^m(t-1) = [x(t-1); y^c(t-1); 1]: inputs, cell outputs, bias unit"
    return stack(x_prev, y_c_prev, 1)
