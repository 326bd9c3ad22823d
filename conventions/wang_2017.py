"""LSTM: Forward and Backward (The Gritty Details of Deep Learning), Yi Wang (2017)."""
from lstmcmp.symbols import beside, outer, sigmoid, split, stack, tanh

SOURCE = dict(
    author="Yi Wang", year=2017, title="LSTM: Forward and Backward (The Gritty Details of Deep Learning)", kind="mathematics",
    url="https://github.com/wangkuiyi/deeplearning/blob/c285a72/LSTM.md",
)
READING = (
    "dh_cost: ∂E/∂h^t of B1 and B2 is what the note says it is, the gradient from the cost layer at step t; "
    "times_outer: × of B13 multiplies every entry of the left factor with every entry of I^t; "
    "δc^T, which no line sets before B3 adds to it, starts as zero"
)
STATE = dict(h="h", c="c")
UPSTREAM = dict(dE_dh="h")
MEANING = dict(
    dE_dh="h", dE_do="o", dE_dc=("h", "c"),                   # B2: ∂E/∂c^t = ∂E/∂h^t ∂h^t/∂c^t, the share through h^t
    delta_c="c", dE_di="i", dE_da="a", dE_df="f",
    delta_c_init_prev="c_prev",                               # B7: the initial value of δc^{t-1}
    dE_da_hat="a_hat", dE_di_hat="i_hat", dE_df_hat="f_hat", dE_do_hat="o_hat", dE_dI_hat="I_hat", dE_dTheta="Theta",
)


def a(a_hat):
    "(F1) a^t = tanh(â^t) = tanh(W_a x^t + U_a h^{t-1})"
    return tanh(a_hat)


def i(i_hat):
    "(F2) i^t = σ(î_t) = σ(W_i x^t + U_i h^{t-1})"
    return sigmoid(i_hat)


def f(f_hat):
    "(F3) f^t = σ(f̂^t) = σ(W_f x^t + U_f h^{t-1})"
    return sigmoid(f_hat)


def c(a, i, c_prev, f):
    "(F4) c^t = a^t ⊙ i^t + c^{t-1} ⊙ f^t"
    return a * i + c_prev * f


def o(o_hat):
    "(F5) o^t = σ(ô^t) = σ(W_o x^t + U_o h^{t-1})"
    return sigmoid(o_hat)


def h(c, o):
    "(F6) h^t = tanh(c^t) ⊙ o^t"
    return tanh(c) * o


def dE_do(dE_dh, c):
    "(B1) ∂E/∂o^t = ∂E/∂h^t · ∂h^t/∂o^t = ∂E/∂h^t ⊙ tanh(c^t)"
    return dE_dh * tanh(c)


def dE_dc(dE_dh, o, c):
    "(B2) ∂E/∂c^t = ∂E/∂h^t ∂h^t/∂c^t = ∂E/∂h^t ⊙ o^t ⊙ [1 - tanh²(c^t)]"
    return dE_dh * o * (1 - tanh(c) ** 2)


def delta_c(delta_c_init, dE_dc):
    "(B3) δc^t += ∂E/∂c^t"
    return delta_c_init + dE_dc


def dE_di(delta_c, a):
    "(B4) ∂E/∂i^t = δc^t ⊙ a^t"
    return delta_c * a


def dE_da(delta_c, i):
    "(B5) ∂E/∂a^t = δc^t ⊙ i^t"
    return delta_c * i


def dE_df(delta_c, c_prev):
    "(B6) ∂E/∂f^t = δc^t ⊙ c^{t-1}"
    return delta_c * c_prev


def delta_c_init_prev(delta_c, f):
    "(B7) ∂E/∂c^{t-1} = δc^t ⊙ f^t, the initial value of δc^{t-1}"
    return delta_c * f


def dE_da_hat(dE_da, a_hat):
    "(B8) ∂E/∂â^t = ∂E/∂a^t ⊙ [1 - tanh(â^t)]"
    return dE_da * (1 - tanh(a_hat))


def dE_di_hat(dE_di, a_hat):
    "(B9) ∂E/∂î^t = ∂E/∂i^t ⊙ â^t ⊙ (1 - â^t)"
    return dE_di * a_hat * (1 - a_hat)


def dE_df_hat(dE_df, f_hat):
    "(B10) ∂E/∂f̂^t = ∂E/∂f^t ⊙ f̂^t ⊙ (1 - f̂^t)"
    return dE_df * f_hat * (1 - f_hat)


def dE_do_hat(dE_do, o_hat):
    "(B11) ∂E/∂ô^t = ∂E/∂o^t ⊙ ô^t ⊙ (1 - ô^t)"
    return dE_do * o_hat * (1 - o_hat)


def I_hat(Theta, I_t):
    "(B12) Î = Θ I, with Θ = [W U]"
    return Theta @ I_t


def I_t(x, h_prev):
    "(B12) I^t = [x^t h^{t-1}]ᵀ"
    return stack(x, h_prev)


def a_hat(I_hat):
    "(ours) B12 read from right to left: Î^t = [â^t î^t f̂^t ô^t]ᵀ, the first block"
    return split(I_hat, 4)[0]


def i_hat(I_hat):
    "(ours) the second block of Î^t"
    return split(I_hat, 4)[1]


def f_hat(I_hat):
    "(ours) the third block of Î^t"
    return split(I_hat, 4)[2]


def o_hat(I_hat):
    "(ours) the fourth block of Î^t"
    return split(I_hat, 4)[3]


def dE_dI_hat(dE_da_hat, dE_di_hat, dE_df_hat, dE_do_hat):
    "(B13) ∂E/∂Î^t = [∂E/∂â^t  ∂E/∂î^t  ∂E/∂f̂^t  ∂E/∂ô^t]"
    return stack(dE_da_hat, dE_di_hat, dE_df_hat, dE_do_hat)


def dE_dTheta(dE_dI_hat, I_t):
    "(B13, B14) ∂E/∂Θ = Σ_{t=1}^{T} δΘ^t, δΘ^t = ∂E/∂Θ |_t = ∂E/∂Î^t · ∂Î^t/∂Θ |_t = [∂E/∂â^t  ∂E/∂î^t  ∂E/∂f̂^t  ∂E/∂ô^t] × I^t"
    return outer(dE_dI_hat, I_t)


def _dE_dh(dE_dh, Theta, dE_dI_hat_next, D):
    """(handed in) ∂E/∂h^t = what the cost layer provides + Uᵀ ∂E/∂Î^{t+1}

    By F1, F2, F3 and F5 step t+1 reads h^t as well, so what the cost layer provides is the whole ∂E/∂h^t at t = T only. The note
    sees the dataflow between the steps and carries it for c^t (B7 into B3); for h^t it has no line (∂E/∂I^t = Θᵀ ∂E/∂Î^t is not
    printed)."""
    return dE_dh + Theta[..., :, D:].mT @ dE_dI_hat_next


def _dE_da_hat(dE_da, a_hat):
    """(B8) ∂E/∂â^t = ∂E/∂a^t ⊙ [1 - tanh²(â^t)]

    The derivative of tanh is 1 - tanh², as B2 has it; B8 prints no square."""
    return dE_da * (1 - tanh(a_hat) ** 2)


def _dE_di_hat(dE_di, i):
    """(B9) ∂E/∂î^t = ∂E/∂i^t ⊙ i^t ⊙ (1 - i^t)

    The derivative of σ is σ(1 - σ), and σ(î^t) is i^t by F2; B9 prints â^t, the argument of the line above."""
    return dE_di * i * (1 - i)


def _dE_df_hat(dE_df, f):
    """(B10) ∂E/∂f̂^t = ∂E/∂f^t ⊙ f^t ⊙ (1 - f^t)

    The derivative of σ is σ(1 - σ), and σ(f̂^t) is f^t by F3; B10 prints the argument f̂^t (with a hat) where its value fits."""
    return dE_df * f * (1 - f)


def _dE_do_hat(dE_do, o):
    """(B11) ∂E/∂ô^t = ∂E/∂o^t ⊙ o^t ⊙ (1 - o^t)

    The derivative of σ is σ(1 - σ), and σ(ô^t) is o^t by F5; B11 prints the argument ô^t (with a hat) where its value fits."""
    return dE_do * o * (1 - o)


ERRATA = dict(dE_dh=_dE_dh, dE_da_hat=_dE_da_hat, dE_di_hat=_dE_di_hat, dE_df_hat=_dE_df_hat, dE_do_hat=_dE_do_hat)


def layout(W, U):
    "Θ = [W U], rows in the order of Î^t: a (the project's g), i, f, o; the forward pass has no biases"
    return dict(Theta=stack(beside(W.g, U.g), beside(W.i, U.i), beside(W.f, U.f), beside(W.o, U.o)))
