"""LSTM: Forward and Backward, with the total gradient of h, Yi Wang (2017)."""
from lstmcmp.symbols import stack, tanh

BASE = "wang_2017"
READING = (
    "dh_total: ∂E/∂h^t of B1 and B2 is the total gradient of h^t; supplied from outside the note; ours forms it beside "
    "the note's lines, with nothing of B1-B13 in it; "
    "else as in wang_2017: times_outer, δc^T starts as zero"
)
UPSTREAM = dict(dE_dh_cost="h")
MEANING = MEANING | dict(dc_whole="c")  # noqa: F821


def dc_whole(dE_dh, o, c, dc_whole_next, f_next):
    "(ours) the whole ∂E/∂c^t, which ∂E/∂h^{t-1} needs: ∂E/∂h^t ⊙ o^t ⊙ [1 - tanh²(c^t)] + that of step t+1 ⊙ f^{t+1}"
    return dE_dh * o * (1 - tanh(c) ** 2) + dc_whole_next * f_next


def dE_dh(dE_dh_cost, Theta, dc_whole_next, dE_dh_next, a_next, i_next, f_next, o_next, c, c_next, D):
    "(ours) the total ∂E/∂h^t = what the cost layer provides + Uᵀ ∂E/∂Î^{t+1}"
    da, di = dc_whole_next * i_next * (1 - a_next**2), dc_whole_next * a_next * i_next * (1 - i_next)
    df, do = dc_whole_next * c * f_next * (1 - f_next), dE_dh_next * tanh(c_next) * o_next * (1 - o_next)
    return dE_dh_cost + Theta[..., :, D:].mT @ stack(da, di, df, do)


ERRATA = dict(dE_da_hat=_dE_da_hat, dE_di_hat=_dE_di_hat, dE_df_hat=_dE_df_hat, dE_do_hat=_dE_do_hat)  # noqa: F821
