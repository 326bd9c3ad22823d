"""LSTM Forward and Backward Pass, the slides of 25 February 2016, 17:17, Arun Mallya (2016)."""
from lstmcmp.symbols import outer, tanh

BASE = "mallya_2015"
SOURCE = dict(
    author="Arun Mallya", year=2016, title="LSTM Forward and Backward Pass (slides of 25 February 2016, 17:17)", kind="mathematics",
    url="https://github.com/arunmallya/arunmallya.github.io/blob/451649b/writeups/nn/lstm/index.html",
)
READING = (
    "the text of 2016-02-25 17:17; X_is_I: X^t, which is not defined, is I^t; "
    "dh_sum: δh^t = ∂E/∂h^t is the cost gradient and the δh^{t-1} that B13 of step t+1 retrieves; "
    "δc and the recurrent δh start as zero after the last step; x^t includes the bias term, so W holds the biases and there is no array b"
)


def delta_h(dC_dh, delta_h_next):
    "(ours) δh^t = ∂E/∂h^t: the cost gradient and what B13 of step t+1 retrieves; no line and no figure of this text adds them"
    return dC_dh + delta_h_next


def delta_a_hat(delta_a, a):
    "(B7) δâ^t = δa^t ⊙ (1 - tanh²(a^t))"
    return delta_a * (1 - tanh(a) ** 2)


def delta_W(delta_z, I_t):
    "(B14, B15) δW = Σ_{t=1}^{T} δW^t, δW^t = δz^t × (X^t)ᵀ"
    return outer(delta_z, I_t)


def _delta_a_hat(delta_a, a_hat):
    """(B7) δâ^t = δa^t ⊙ (1 - tanh²(â^t))

    By F1 a^t is tanh(â^t), so tanh²(a^t) applies the function twice; its argument is â^t, as the slides print from
    2016-02-25 17:19 on."""
    return delta_a * (1 - tanh(a_hat) ** 2)


ERRATA = dict(delta_a_hat=_delta_a_hat)
