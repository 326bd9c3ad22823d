"""LSTM: Forward and Backward, a text converted from the note, Yi Wang (2017)."""
from lstmcmp.symbols import outer, split, stack

BASE = "wang_2017"
READING = (
    "a text converted from the PDF, undated, in circulation: B11-B13 with δ^t, which it defines nowhere; B3 is typeset δc^t + =; "
    "the address is that of the author's text, this one was read in one copy; "
    "delta_ohat: δ^t is the ô^t of the author's text; else as in wang_2017: dh_cost, times_outer, δc^T starts as zero"
)


def delta_t(o_hat):
    "(ours) δ^t = ô^t: B11-B13 of the converted text print δ^t, which is defined nowhere, where the author's text has ô^t"
    return o_hat


def dE_do_hat(dE_do, delta_t):
    "(B11) ∂E/∂ô^t = ∂E/∂o^t ⊙ δ^t ⊙ (1 - δ^t)"
    return dE_do * delta_t * (1 - delta_t)


def a_hat(I_hat):
    "(ours) B12 read from right to left: Î^t = [â^t î^t f̂^t δ^t]ᵀ, the first block"
    return split(I_hat, 4)[0]


def dE_dI_hat(dE_da_hat, dE_di_hat, dE_df_hat, dE_do_hat):
    "(B13) ∂E/∂Î^t = [∂E/∂â^t  ∂E/∂î^t  ∂E/∂f̂^t  ∂E/∂δ^t]"
    return stack(dE_da_hat, dE_di_hat, dE_df_hat, dE_do_hat)


def dE_dTheta(dE_dI_hat, I_t):
    "(B13, B14) ∂E/∂Θ = Σ_{t=1}^{T} δΘ^t, δΘ^t = ∂E/∂Θ |_{t=} = ... = [∂E/∂â^t  ∂E/∂î^t  ∂E/∂f̂^t  ∂E/∂δ^t] × I^t"
    return outer(dE_dI_hat, I_t)


def _dE_do_hat(dE_do, o):
    """(B11) ∂E/∂ô^t = ∂E/∂o^t ⊙ o^t ⊙ (1 - o^t)

    The derivative of σ is σ(1 - σ), and σ(ô^t) is o^t by F5; B11 prints a δ^t, in the author's text the argument ô^t (with a hat),
    where its value fits."""
    return dE_do * o * (1 - o)


ERRATA = dict(dE_dh=_dE_dh, dE_da_hat=_dE_da_hat, dE_di_hat=_dE_di_hat, dE_df_hat=_dE_df_hat, dE_do_hat=_dE_do_hat)  # noqa: F821
