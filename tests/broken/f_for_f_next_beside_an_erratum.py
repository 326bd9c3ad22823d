# culprits: db, delta_state
# causes: delta_state LC302, db LC302
from lstmcmp.symbols import tanh

BASE = "gomez_2016"


def delta_state(delta_out, o, state, delta_state_next, f):
    "(B2) δstate_t = δout_t ⊙ o_t ⊙ (1 - tanh²(state_t)) + δstate_{t+1} ⊙ f_t"
    return delta_out * o * (1 - tanh(state) ** 2) + delta_state_next * f
