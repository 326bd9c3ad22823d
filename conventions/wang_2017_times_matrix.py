"""LSTM: Forward and Backward, with the × of B13 as a matrix product, Yi Wang (2017)."""
from lstmcmp.symbols import beside, outer

BASE = "wang_2017"
READING = (
    "times_matrix: × of B13 is the matrix product of the factors in the shapes in which they are printed: four columns of d side by side (d x 4), and the "
    "column I^t = [x^t h^{t-1}]ᵀ of n + d; else as in wang_2017: dh_cost, δc^T starts as zero"
)


def dE_dTheta(dE_da_hat, dE_di_hat, dE_df_hat, dE_do_hat, I_t):
    "(B13, B14) ∂E/∂Θ = Σ_{t=1}^{T} δΘ^t, δΘ^t = ∂E/∂Θ |_t = ∂E/∂Î^t · ∂Î^t/∂Θ |_t = [∂E/∂â^t  ∂E/∂î^t  ∂E/∂f̂^t  ∂E/∂ô^t] × I^t"
    return beside(dE_da_hat, dE_di_hat, dE_df_hat, dE_do_hat) @ I_t


def _dE_dTheta(dE_dI_hat, I_t):
    """(B13, B14) ∂E/∂Θ = Σ_{t=1}^{T} δΘ^t, δΘ^t = [∂E/∂â^t  ∂E/∂î^t  ∂E/∂f̂^t  ∂E/∂ô^t]ᵀ × (I^t)ᵀ

    Θ is 4d x (n + d), and Î = Θ I (B12), so that the entry of Θ in row p and column q has the derivative (∂E/∂Î)_p I_q: a column of
    4d times a row of n + d. B13 prints the left factor as a row and the right one as a column. Every entry times every entry, as
    wang_2017 reads the ×, gives the same."""
    return outer(dE_dI_hat, I_t)


ERRATA = dict(  # noqa: F821
    dE_dh=_dE_dh, dE_da_hat=_dE_da_hat, dE_di_hat=_dE_di_hat, dE_df_hat=_dE_df_hat, dE_do_hat=_dE_do_hat, dE_dTheta=_dE_dTheta,  # noqa: F821
)
