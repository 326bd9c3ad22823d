"""Long Short-Term Memory, output units that read the same step, with the loss as printed, Sepp Hochreiter, Jürgen Schmidhuber (1997)."""
from lstmcmp.symbols import outer, stack

BASE = "hochreiter_1997"
READING = (
    "K2: the output units, in (9) and in (22) for l = k, read y^u(t), by the order of a time step in section 5: inputs, hidden layer with its gates and "
    "cells, outputs; L1: the loss (16) with (19) as printed, so everything comes from this loss; (16) has no factor 1/2, and (19) has not the 2 of its "
    "derivative; else as in hochreiter_1997: X1: the input in y^u(t-1) is the current x(t); M1: sources are inputs and cell outputs; one cell per block "
    "(S_j = 1, H blocks), no hidden units; f, g, h as in (3), (5), (4); no biases, as in the appendix; α = 1; weight changes summed over the steps with "
    "fixed weights"
)
FACTOR = "1/2"                                   # (19) is the derivative of half of (16)
ERRATA = {}


def y_u_now(x, y_c):
    "(ours) the sources y^u(t) = [x(t); y^c(t)] of the output units"
    return stack(x, y_c)


def net_k(w_k, y_u_now):
    "(9, K2) net_k(t) = Σ_{u: u not a gate} w_{ku} y^u(t)"
    return w_k @ y_u_now


def Dw_k(e_k, y_u_now):
    "(22, K2) Δw_lm(t) = α e_l(t) y^m(t), l = k"
    return outer(e_k, y_u_now)
