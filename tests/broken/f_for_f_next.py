# culprit: delta_state
# causes: delta_state LC302
from lstmcmp.symbols import tanh

BASE = "gomez_2016"
ERRATA = {}


def delta_state(delta_out, o, state, delta_state_next, f):
    "(B2) δstate_t = δout_t ⊙ o_t ⊙ (1 - tanh²(state_t)) + δstate_{t+1} ⊙ f_t"
    return delta_out * o * (1 - tanh(state) ** 2) + delta_state_next * f


def db(delta_gates):
    "(B11) δb = Σ_{t=0}^{T} δgates_t"
    return delta_gates
