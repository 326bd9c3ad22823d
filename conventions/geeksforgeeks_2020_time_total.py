"""LSTM - Derivation of Back propagation through time, with dE/dh_t of the whole sequence, GeeksforGeeks (2020)."""
from lstmcmp.symbols import sigmoid, tanh

BASE = "geeksforgeeks_2020_derivative"
READING = (
    "the text of 2020; delta-defined and time-total: E_delta is the dE/dh_t of B1 for the E of the whole sequence, B4 as printed; the page has no line for "
    "this dE/dh_t, ours forms it as what comes from outside + the w_hk^T times dE/dk and the derivative of gate k at step t+1, so what is missing in B5-B7 "
    "goes into it; the gradients of the weights added up over the steps; chain-final: of B5, B7 and B8 the second lines; B9-B20 as dE/do * (do/dw_xo) and "
    "so on, which their second forms write out; paren-factor: the open parentheses of B9-B17 close after sigmoid(z_k); bias-heading: B14, under the heading "
    "of the forget gate, is for b_f; w_hi, w_hg of F1, F2 are the whj, wg of F0"
)
UPSTREAM = dict(E_delta_t="h")


def E_delta(E_delta_t, w_hg, dE_dg_next, Z_g_next, w_hi, dE_di_next, Z_i_next, w_hf, dE_df_next, Z_f_next, w_ho, dE_do_next, Z_o_next):
    "(ours) E_delta = dE/dh_t = what comes from outside at step t + Σ_k w_hk^T * (dE/dk * k'(z_k))_{t+1}, k = g, i, f, o: the page has no line for it"
    dZ_i, dZ_f, dZ_o = (d * sigmoid(Z) * (1 - sigmoid(Z)) for d, Z in ((dE_di_next, Z_i_next), (dE_df_next, Z_f_next), (dE_do_next, Z_o_next)))
    return E_delta_t + w_hg.mT @ (dE_dg_next * (1 - tanh(Z_g_next) ** 2)) + w_hi.mT @ dZ_i + w_hf.mT @ dZ_f + w_ho.mT @ dZ_o


ERRATA = dict(dE_di=_dE_di, dE_dg=_dE_dg, dE_df=_dE_df, dE_dc_prev=_dE_dc_prev)  # noqa: F821
