"""LSTM - Derivation of Back propagation through time, with dE/dh_t of the whole sequence, GeeksforGeeks (2020)."""
from lstmcmp.symbols import tanh

BASE = "geeksforgeeks_2020_derivative"
READING = (
    "the text of 2020; delta-defined and time-total: E_delta is the dE/dh_t of B1 for the E of the whole sequence, B4 as printed; the page has no line for "
    "this dE/dh_t, so ours forms it beside the page's lines, with nothing of B3-B8 in it, for it is given from outside; the gradients of the weights added up over the steps; chain-final: of B5, B7 and B8 the second lines; B9-B20 as dE/do * (do/dw_xo) and "
    "so on, which their second forms write out; paren-factor: the open parentheses of B9-B17 close after sigmoid(z_k); bias-heading: B14, under the heading "
    "of the forget gate, is for b_f; w_hi, w_hg of F1, F2 are the whj, wg of F0"
)
UPSTREAM = dict(E_delta_t="h")
MEANING = MEANING | dict(dc_whole="c")  # noqa: F821


def dc_whole(E_delta, o, c, dc_whole_next, f_next):
    "(ours) the whole dE/dc_t, which E_delta of the step before needs: E_delta * o * (1 - tanh^2(c_t)) + (the whole dE/dc * f)_{t+1}"
    return E_delta * o * (1 - tanh(c) ** 2) + dc_whole_next * f_next


def E_delta(E_delta_t, w_hg, w_hi, w_hf, w_ho, dc_whole_next, E_delta_next, g_next, i_next, f_next, o_next, c, c_next):
    "(ours) E_delta = dE/dh_t of the whole sequence = what comes from outside at step t + Σ_k w_hk^T * (dE/dZ_k)_{t+1}, k = g, i, f, o"
    dZ_g, dZ_i = dc_whole_next * i_next * (1 - g_next**2), dc_whole_next * g_next * i_next * (1 - i_next)
    dZ_f, dZ_o = dc_whole_next * c * f_next * (1 - f_next), E_delta_next * tanh(c_next) * o_next * (1 - o_next)
    return E_delta_t + w_hg.mT @ dZ_g + w_hi.mT @ dZ_i + w_hf.mT @ dZ_f + w_ho.mT @ dZ_o


ERRATA = dict(dE_di=_dE_di, dE_dg=_dE_dg, dE_df=_dE_df, dE_dc_prev=_dE_dc_prev)  # noqa: F821
