"""Long Short-Term Memory, the input of the step before, Sepp Hochreiter, Jürgen Schmidhuber (1997)."""
from lstmcmp.symbols import stack

BASE = "hochreiter_1997"
READING = (
    "X2: y^u(t-1) by its letters also for the external inputs, x(t-1), which is 0 before the first step; else as in hochreiter_1997: "
    "K1: (9) and (22) as printed, the output units read y^u(t-1), and the weights change by the lines that the paper lists for an implementation, "
    "(19)-(23) and (25)-(28); L1: the loss (16) with (19) as printed, so everything comes from this loss; "
    "M1: sources are inputs and cell outputs; one cell per block (S_j = 1, H blocks), no hidden units, so nothing for (6), (11) and (20); "
    "f, g, h as in (3), (5), (4); no biases, as in the appendix; α = 1; weight changes summed over the steps with fixed weights"
)
CELL = "hochreiter_1997_x2"                      # a cell that reads the input of the step before: this forward pass is the definition


def y_u(x_prev, y_c_prev):
    "(ours) the sources y^u(t-1) = [x(t-1); y^c(t-1)]: inputs and cell outputs"
    return stack(x_prev, y_c_prev)
