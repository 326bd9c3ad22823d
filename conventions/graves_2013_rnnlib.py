"""Generating Sequences With Recurrent Neural Networks, derivatives clipped in the order of RNNLIB, Alex Graves (2013)."""
from lstmcmp.symbols import clamp, tanh

BASE = "graves_2013"
SOURCE = dict(
    author="Alex Graves", year=2013, title="RNNLIB, LstmLayer", kind="code",
    url="https://github.com/szcom/rnnlib/blob/4057e0e/src/LstmLayer.hpp",
)
READING = (
    "C2: the order of the author's code (the year is the paper's), described in equations of ours: within a step ∂L/∂a^o_t enters ∂L/∂c_t as it is; when all derivatives by the "
    "a^k_t of the step are known they are clamped to [-r, r] together and stored as e^k_t, which is what is read later, by the step before and by the "
    "weight and peephole derivatives; ∂L/∂c_t itself is not clamped; r = 0.05, small enough to act on this problem (the code has r = 10, and no clamping "
    "in its own gradient check); the argument of o_t is written as what the stored e^o_t belongs to and what ∂L/∂c_t reads in the same step, the cuts "
    "say which derivative takes which way; one layer with zero start state, under (3), (4) and (6) as in graves_2013; what goes to x_t is not given"
)
ASSUMES = dict(h0=0, c0=0)
_R = 0.05
CLIP = dict(a_i=_R, a_f=_R, a_c=_R, a_o_stored=_R)
CUTS = {
    ("a_o_stored", "c"): "the derivative by c_t does not read the stored, clamped e^o_t",
    ("same_step", "W_co"): "the derivative by W_co reads the stored, clamped e^o_t only",
    ("a_o", "same_step_value"): "only takes the value of same_step away again",
}
MEANING = MEANING | dict(e_o_now="a_o", e_o="a_o_stored")  # noqa: F821


def a_o_stored(W_xo, x, W_ho, h_prev, W_co, c, b_o):
    "(ours) a^o_t, the argument of σ in (10), W_xo x_t + W_ho h_{t-1} + W_co c_t + b_o, to whose derivative the stored e^o_t belongs"
    return W_xo @ x + W_ho @ h_prev + W_co * c + b_o


def same_step(W_co, c):
    "(ours) W_co c_t, as the derivative by c_t of the same step reads it"
    return W_co * c


def same_step_value(W_co, c):
    "(ours) the value of same_step"
    return W_co * c


def a_o(a_o_stored, same_step, same_step_value):
    "(ours) a^o_t once more: a_o_stored + same_step - same_step_value, where the last two are equal"
    return a_o_stored + same_step - same_step_value


def e_o_now(dh, c, o):
    "(ours) ∂L/∂a^o_t = ∂L/∂h_t ∘ tanh(c_t) ∘ o_t ∘ (1 - o_t), as step t itself reads it"
    return dh * tanh(c) * o * (1 - o)


def dc(dh, o, c, W_co, e_o_now, dc_next, f_next, W_ci, e_i_next, W_cf, e_f_next):
    "(ours) ∂L/∂c_t = ∂L/∂h_t ∘ o_t ∘ (1 - tanh²(c_t)) + W_co ∂L/∂a^o_t + f_{t+1} ∘ ∂L/∂c_{t+1} + W_ci e^i_{t+1} + W_cf e^f_{t+1}"
    return dh * o * (1 - tanh(c) ** 2) + W_co * e_o_now + f_next * dc_next + W_ci * e_i_next + W_cf * e_f_next


def e_o(e_o_now):
    "(ours) stored: e^o_t = clamp(∂L/∂a^o_t, -r, r)"
    return clamp(e_o_now, -_R, _R)


def e_i(dc, a_c, i):
    "(ours) stored: e^i_t = clamp(∂L/∂c_t ∘ tanh(a^c_t) ∘ i_t ∘ (1 - i_t), -r, r)"
    return clamp(dc * tanh(a_c) * i * (1 - i), -_R, _R)


def e_f(dc, c_prev, f):
    "(ours) stored: e^f_t = clamp(∂L/∂c_t ∘ c_{t-1} ∘ f_t ∘ (1 - f_t), -r, r)"
    return clamp(dc * c_prev * f * (1 - f), -_R, _R)


def e_c(dc, i, a_c):
    "(ours) stored: e^c_t = clamp(∂L/∂c_t ∘ i_t ∘ (1 - tanh²(a^c_t)), -r, r)"
    return clamp(dc * i * (1 - tanh(a_c) ** 2), -_R, _R)
