"""LSTM Forward and Backward Pass, Arun Mallya (2015)."""
from lstmcmp.symbols import beside, outer, sigmoid, split, stack, tanh

SOURCE = dict(
    author="Arun Mallya", year=2015, title="LSTM Forward and Backward Pass", kind="mathematics",
    url="http://arunmallya.github.io/writeups/nn/lstm/index.html#/",
)
READING = (
    "the text of 2017-01-23; dh_sum: the δh^{t-1} of B13 is added to the cost gradient of h^{t-1}, as the arrows of the unrolled figure meet there; "
    "δc and the recurrent δh start as zero after the last step; x^t includes the bias term, so W holds the biases and there is no array b"
)
STATE = dict(h="h", c="c")
UPSTREAM = dict(dC_dh="h")                       # the cost arrows of the unrolled figure
MEANING = dict(
    delta_h="h", delta_o="o", delta_c="c", delta_i="i", delta_f="f", delta_a="a",
    delta_c_prev="c_prev",                       # B2 adds to it at step t-1
    delta_a_hat="a_hat", delta_i_hat="i_hat", delta_f_hat="f_hat", delta_o_hat="o_hat", delta_z="z",
    delta_I="I_t", delta_h_prev="h_prev", delta_W="W",
)


def a(a_hat):
    "(F1) a^t = tanh(W_c x^t + U_c h^{t-1}) = tanh(â^t)"
    return tanh(a_hat)


def i(i_hat):
    "(F2) i^t = σ(W_i x^t + U_i h^{t-1}) = σ(î^t)"
    return sigmoid(i_hat)


def f(f_hat):
    "(F3) f^t = σ(W_f x^t + U_f h^{t-1}) = σ(f̂^t)"
    return sigmoid(f_hat)


def o(o_hat):
    "(F4) o^t = σ(W_o x^t + U_o h^{t-1}) = σ(ô^t)"
    return sigmoid(o_hat)


def z(W, I_t):
    "(F5) z^t = [â^t ; î^t ; f̂^t ; ô^t] = [W^c U^c ; W^i U^i ; W^f U^f ; W^o U^o] × [x^t ; h^{t-1}] = W × I^t"
    return W @ I_t


def I_t(x, h_prev):
    "(F5) I^t = [x^t ; h^{t-1}]"
    return stack(x, h_prev)


def a_hat(z):
    "(ours) F5 read from right to left: z^t = [â^t ; î^t ; f̂^t ; ô^t], the first block"
    return split(z, 4)[0]


def i_hat(z):
    "(ours) the second block of z^t"
    return split(z, 4)[1]


def f_hat(z):
    "(ours) the third block of z^t"
    return split(z, 4)[2]


def o_hat(z):
    "(ours) the fourth block of z^t"
    return split(z, 4)[3]


def c(i, a, f, c_prev):
    "(F6) c^t = i^t ⊙ a^t + f^t ⊙ c^{t-1}"
    return i * a + f * c_prev


def h(o, c):
    "(F7) h^t = o^t ⊙ tanh(c^t)"
    return o * tanh(c)


def delta_h(dC_dh, delta_h_next):
    "(ours) δh^t = ∂E/∂h^t: the cost gradient and what B13 of step t+1 retrieves meet in the unrolled figure; no line adds them"
    return dC_dh + delta_h_next


def delta_o(delta_h, c):
    "(B1) δo^t = δh^t ⊙ tanh(c^t)"
    return delta_h * tanh(c)


def delta_c(delta_c_next, delta_h, o, c):
    "(B2) δc^t += δh^t ⊙ o^t ⊙ (1 - tanh²(c^t))"
    return delta_c_next + delta_h * o * (1 - tanh(c) ** 2)


def delta_i(delta_c, a):
    "(B3) δi^t = δc^t ⊙ a^t"
    return delta_c * a


def delta_f(delta_c, c_prev):
    "(B4) δf^t = δc^t ⊙ c^{t-1}"
    return delta_c * c_prev


def delta_a(delta_c, i):
    "(B5) δa^t = δc^t ⊙ i^t"
    return delta_c * i


def delta_c_prev(delta_c, f):
    "(B6) δc^{t-1} = δc^t ⊙ f^t"
    return delta_c * f


def delta_a_hat(delta_a, a_hat):
    "(B7) δâ^t = δa^t ⊙ (1 - tanh²(â^t))"
    return delta_a * (1 - tanh(a_hat) ** 2)


def delta_i_hat(delta_i, i):
    "(B8) δî^t = δi^t ⊙ i^t ⊙ (1 - i^t)"
    return delta_i * i * (1 - i)


def delta_f_hat(delta_f, f):
    "(B9) δf̂^t = δf^t ⊙ f^t ⊙ (1 - f^t)"
    return delta_f * f * (1 - f)


def delta_o_hat(delta_o, o):
    "(B10) δô^t = δo^t ⊙ o^t ⊙ (1 - o^t)"
    return delta_o * o * (1 - o)


def delta_z(delta_a_hat, delta_i_hat, delta_f_hat, delta_o_hat):
    "(B11) δz^t = [δâ^t, δî^t, δf̂^t, δô^t]ᵀ"
    return stack(delta_a_hat, delta_i_hat, delta_f_hat, delta_o_hat)


def delta_I(W, delta_z):
    "(B12) δI^t = Wᵀ × δz^t"
    return W.mT @ delta_z


def delta_h_prev(delta_I, D):
    "(B13) as I^t = [x^t ; h^{t-1}], δh^{t-1} is retrieved from δI^t"
    return delta_I[..., D:, :]


def delta_W(delta_z, I_t):
    "(B14, B15) δW = Σ_{t=1}^{T} δW^t, δW^t = δz^t × (I^t)ᵀ"
    return outer(delta_z, I_t)


def layout(W, U):
    "W = [W^c U^c ; W^i U^i ; W^f U^f ; W^o U^o] (W^c, U^c are the project's g)"
    return dict(W=stack(beside(W.g, U.g), beside(W.i, U.i), beside(W.f, U.f), beside(W.o, U.o)))
