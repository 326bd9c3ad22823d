"""LSTM: Forward and Backward, a text converted from the note, without a value for its δ, Yi Wang (2017)."""

BASE = "wang_2017_converted"
READING = (
    "a text converted from the PDF, undated, in circulation: B11-B13 with δ^t, which it defines nowhere; B3 is typeset δc^t + =; the address is that of the "
    "author's text, this one was read in one copy; delta_undefined: δ^t has no value, so B11 to B13 cannot be evaluated and there is no ∂E/∂Θ; what is "
    "left to judge is B7, ∂E/∂c^0; the forward pass is F1-F6, with ô^t the fourth block of Θ I, as in the author's B12; else as in wang_2017: dh_cost, δc^T "
    "starts as zero"
)
MEANING = {k: v for k, v in MEANING.items() if k not in ("dE_do_hat", "dE_dI_hat", "dE_dTheta")}  # noqa: F821

del delta_t, dE_do_hat, dE_dI_hat, dE_dTheta  # noqa: F821


def _dE_dh(dE_dh, Theta, dE_da_next, a_next, dE_di_next, i_next, dE_df_next, f_next, dE_do_next, o_next, D):
    """(handed in) ∂E/∂h^t = what the cost layer provides + Uᵀ ∂E/∂Î^{t+1}

    By F1, F2, F3 and F5 step t+1 reads h^t as well, so what the cost layer provides is the whole ∂E/∂h^t at t = T only. The note has
    no line for the rest; what stands for ∂E/∂Î^{t+1} here is B8-B11 of the author's text as corrected in wang_2017."""
    dI_hat = stack(  # noqa: F821
        dE_da_next * (1 - a_next**2), dE_di_next * i_next * (1 - i_next), dE_df_next * f_next * (1 - f_next), dE_do_next * o_next * (1 - o_next)
    )
    return dE_dh + Theta[..., :, D:].mT @ dI_hat


ERRATA = dict(dE_dh=_dE_dh)
