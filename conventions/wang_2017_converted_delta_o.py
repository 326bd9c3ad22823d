"""LSTM: Forward and Backward, a text converted from the note, with the gate for its δ, Yi Wang (2017)."""
from lstmcmp.symbols import outer, split, stack

BASE = "wang_2017"
READING = (
    "a text converted from the PDF, undated, in circulation: B11-B13 with δ^t, which it defines nowhere; B3 is typeset δc^t + =; "
    "the address is that of the author's text, this one was read in one copy; "
    "delta_o: δ^t is the gate o^t, so that ∂E/∂δ^t of B13 is the ∂E/∂o^t of B1; the forward pass is F1-F6, with ô^t the fourth block of Θ I; "
    "else as in wang_2017: dh_cost, times_outer, δc^T starts as zero"
)
MEANING = MEANING | dict(dE_ddelta="o")  # noqa: F821


def delta_t(o):
    "(ours) δ^t = o^t: B11-B13 of the converted text print δ^t, which is defined nowhere"
    return o


def dE_ddelta(dE_do):
    "(ours) ∂E/∂δ^t = ∂E/∂o^t"
    return dE_do


def dE_do_hat(dE_do, delta_t):
    "(B11) ∂E/∂ô^t = ∂E/∂o^t ⊙ δ^t ⊙ (1 - δ^t)"
    return dE_do * delta_t * (1 - delta_t)


def a_hat(I_hat):
    "(ours) B12 read from right to left: Î^t = [â^t î^t f̂^t δ^t]ᵀ, the first block"
    return split(I_hat, 4)[0]


def dE_dI_hat(dE_da_hat, dE_di_hat, dE_df_hat, dE_ddelta):
    "(B13) ∂E/∂Î^t = [∂E/∂â^t  ∂E/∂î^t  ∂E/∂f̂^t  ∂E/∂δ^t]"
    return stack(dE_da_hat, dE_di_hat, dE_df_hat, dE_ddelta)


def dE_dTheta(dE_dI_hat, I_t):
    "(B13, B14) ∂E/∂Θ = Σ_{t=1}^{T} δΘ^t, δΘ^t = ∂E/∂Θ |_{t=} = ... = [∂E/∂â^t  ∂E/∂î^t  ∂E/∂f̂^t  ∂E/∂δ^t] × I^t"
    return outer(dE_dI_hat, I_t)


def _dE_dI_hat(dE_da_hat, dE_di_hat, dE_df_hat, dE_do_hat):
    """(B13) ∂E/∂Î^t = [∂E/∂â^t  ∂E/∂î^t  ∂E/∂f̂^t  ∂E/∂ô^t]

    The product Θ I gives the arguments â, î, f̂, ô, so the fourth block needs the derivative by ô^t, that is B11; with o^t for δ^t it
    has the derivative by the gate. The author's text has ô^t."""
    return stack(dE_da_hat, dE_di_hat, dE_df_hat, dE_do_hat)


ERRATA = dict(dE_dh=_dE_dh, dE_da_hat=_dE_da_hat, dE_di_hat=_dE_di_hat, dE_df_hat=_dE_df_hat, dE_dI_hat=_dE_dI_hat)  # noqa: F821
