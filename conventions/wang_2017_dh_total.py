"""LSTM: Forward and Backward, with the total gradient of h, Yi Wang (2017)."""

BASE = "wang_2017"
READING = (
    "dh_total: ∂E/∂h^t of B1 and B2 is the total gradient of h^t; the note has no line for it, ours forms it as what the cost layer provides + Uᵀ times "
    "the left factor of B13 of step t+1, so what is wrong in B8-B11 goes into it; "
    "else as in wang_2017: times_outer, δc^T starts as zero"
)
UPSTREAM = dict(dE_dh_cost="h")


def dE_dh(dE_dh_cost, Theta, dE_dI_hat_next, D):
    "(ours) ∂E/∂h^t = what the cost layer provides + Uᵀ ∂E/∂Î^{t+1}: the note has no line for it"
    return dE_dh_cost + Theta[..., :, D:].mT @ dE_dI_hat_next


ERRATA = dict(dE_da_hat=_dE_da_hat, dE_di_hat=_dE_di_hat, dE_df_hat=_dE_df_hat, dE_do_hat=_dE_do_hat)  # noqa: F821
