"""LSTM: Forward and Backward, a text converted from the note, with the accumulator for its δ, Yi Wang (2017)."""

BASE = "wang_2017_converted"
READING = (
    "a text converted from the PDF, undated, in circulation: B11-B13 with δ^t, which it defines nowhere; B3 is typeset δc^t + =; "
    "the address is that of the author's text, this one was read in one copy; "
    "delta_dc: δ^t is the accumulator δc^t; ∂E/∂δ^t of B13, for which no line is printed, is what B11 gives; the forward pass is F1-F6, with ô^t the fourth "
    "block of Θ I; else as in wang_2017: dh_cost, times_outer, δc^T starts as zero"
)
MEANING = MEANING | dict(delta_t="c")  # noqa: F821


def delta_t(delta_c):
    "(ours) δ^t = δc^t in B11; the converted text prints δ^t in B11-B13 and defines it nowhere"
    return delta_c


def _dE_do_hat(dE_do, o):
    """(B11) ∂E/∂ô^t = ∂E/∂o^t ⊙ o^t ⊙ (1 - o^t)

    The derivative of σ is σ(1 - σ), and σ(ô^t) is o^t by F5; B11 prints a δ^t, here δc^t, where its value fits. The author's text
    has the argument ô^t (with a hat) in this place."""
    return dE_do * o * (1 - o)


ERRATA = dict(dE_dh=_dE_dh, dE_da_hat=_dE_da_hat, dE_di_hat=_dE_di_hat, dE_df_hat=_dE_df_hat, dE_do_hat=_dE_do_hat)  # noqa: F821
