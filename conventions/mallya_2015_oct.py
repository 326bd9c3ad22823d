"""LSTM Forward and Backward Pass, the slides of October 2015, Arun Mallya (2015)."""
from lstmcmp.symbols import outer, tanh

BASE = "mallya_2015"
SOURCE = dict(
    author="Arun Mallya", year=2015, title="LSTM Forward and Backward Pass (slides of October 2015)", kind="mathematics",
    url="https://github.com/arunmallya/arunmallya.github.io/blob/3ba5ff1/writeups/nn/lstm/index.html",
)
READING = (
    "the text of 2015-10-06 (that of 2015-10-02 prints F1 to F4 without â^t, î^t, f̂^t, ô^t); oct_component: the componentwise line under ∂E/∂c^{t-1} defines "
    "δc^{t-1}; the vector line below it has δf^t on the left, as that of B4 has; X_is_I: X^t, which is not defined, is I^t; "
    "dh_sum: δh^t = ∂E/∂h^t is the cost gradient and the δh^{t-1} that B13 of step t+1 retrieves; "
    "δc and the recurrent δh start as zero after the last step; x^t includes the bias term, so W holds the biases and there is no array b"
)


def delta_h(dC_dh, delta_h_next):
    "(ours) δh^t = ∂E/∂h^t: the cost gradient and what B13 of step t+1 retrieves; no line and no figure of this text adds them"
    return dC_dh + delta_h_next


def delta_c(delta_h, o, c):
    "(B2) δc^t = δh^t ⊙ o^t ⊙ (1 - tanh²(c^t))"
    return delta_h * o * (1 - tanh(c) ** 2)


def delta_c_prev(delta_c, f):
    "(B6) ∂E/∂c^{t-1}_i = δc^t_i · f^t_i"
    return delta_c * f


def delta_a_hat(delta_a, a):
    "(B7) δâ^t = δa^t ⊙ (1 - tanh²(a^t))"
    return delta_a * (1 - tanh(a) ** 2)


def delta_W(delta_z, I_t):
    "(B14, B15) δW = Σ_{t=1}^{T} δW^t, δW^t = δz^t × (X^t)ᵀ"
    return outer(delta_z, I_t)


def _delta_c(delta_c_next, delta_h, o, c):
    """(B2) δc^t += δh^t ⊙ o^t ⊙ (1 - tanh²(c^t))

    c^t is read by F7 and, at step t+1, by F6; B2 has the share through h^t only and with "=" puts it in the place of what step t+1
    computed for the same cell. From 2016-02-25 on the slides print "+=" here."""
    return delta_c_next + delta_h * o * (1 - tanh(c) ** 2)


def _delta_a_hat(delta_a, a_hat):
    """(B7) δâ^t = δa^t ⊙ (1 - tanh²(â^t))

    By F1 a^t is tanh(â^t), so tanh²(a^t) applies the function twice; its argument is â^t, as the slides print from
    2016-02-25 17:19 on."""
    return delta_a * (1 - tanh(a_hat) ** 2)


ERRATA = dict(delta_c=_delta_c, delta_a_hat=_delta_a_hat)
