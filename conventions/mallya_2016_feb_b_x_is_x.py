"""LSTM Forward and Backward Pass, the slides of 25 February 2016 with X^t = x^t, Arun Mallya (2016)."""
from lstmcmp.symbols import outer

BASE = "mallya_2015"
SOURCE = dict(
    author="Arun Mallya", year=2016, title="LSTM Forward and Backward Pass (slides of 25 February 2016, 17:19)", kind="mathematics",
    url="https://github.com/arunmallya/arunmallya.github.io/blob/757a397/writeups/nn/lstm/index.html",
)
READING = (
    "the text of 2016-02-25 17:19; X_is_x: X^t, which is not defined, is x^t; "
    "dh_sum: δh^t = ∂E/∂h^t is the cost gradient and the δh^{t-1} that B13 of step t+1 retrieves; "
    "δc and the recurrent δh start as zero after the last step; x^t includes the bias term, so W holds the biases and there is no array b"
)


def delta_h(dC_dh, delta_h_next):
    "(ours) δh^t = ∂E/∂h^t: the cost gradient and what B13 of step t+1 retrieves; no line and no figure of this text adds them"
    return dC_dh + delta_h_next


def delta_W(delta_z, x):
    "(B14, B15) δW = Σ_{t=1}^{T} δW^t, δW^t = δz^t × (X^t)ᵀ"
    return outer(delta_z, x)


def _delta_W(delta_z, I_t):
    """(B14, B15) δW = Σ_{t=1}^{T} δW^t, δW^t = δz^t × (I^t)ᵀ

    By F5 z^t = W × I^t with a W of n + d columns; with x^t for X^t the product has n columns, those of W^*, and none for U^*. From
    2016-04-24 on the slides print I^t here."""
    return outer(delta_z, I_t)


ERRATA = dict(delta_W=_delta_W)
