"""Fundamentals of Recurrent Neural Network (RNN) and Long Short-Term Memory (LSTM) Network, clipped, Alex Sherstinsky (2018)."""
from lstmcmp.symbols import clamp

BASE = "sherstinsky_2018"
READING = (
    "clipped: footnote 25, all accumulation derivatives (α_cu, α_cs, α_cr, α_du) lie between -1 and 1; α_cr is clipped before it enters (149), "
    "where the footnote leaves it open; else as in sherstinsky_2018: v9; f_χ and f_ψ after the last step are zero; "
    "f_χ and f_ψ of the first step, the shares that would go to v[-1] and s[-1], are judged as dh0 and dc0"
)
CLIP = dict(a_cu=1.0, a_cs=1.0, a_cr=1.0, a_du=1.0)


def alpha_cr(gamma_cr, a_cr):
    "(147, footnote 25) α_cr[n] = γ_cr[n] ⊙ dG_c(z)/dz|_{z=a_cr[n]} = χ[n] ⊙ r[n] ⊙ dG_c(z)/dz|_{z=a_cr[n]}, clipped to [-1, 1]"
    return clamp(gamma_cr * _G_c_prime(a_cr), -1, 1)  # noqa: F821


def alpha_cs(psi, s_prev, a_cs):
    "(151, footnote 25) α_cs[n] = ψ[n] ⊙ s[n-1] ⊙ dG_c(z)/dz|_{z=a_cs[n]}, clipped to [-1, 1]"
    return clamp(psi * s_prev * _G_c_prime(a_cs), -1, 1)  # noqa: F821


def alpha_cu(psi, u, a_cu):
    "(152, footnote 25) α_cu[n] = ψ[n] ⊙ u[n] ⊙ dG_c(z)/dz|_{z=a_cu[n]}, clipped to [-1, 1]"
    return clamp(psi * u * _G_c_prime(a_cu), -1, 1)  # noqa: F821


def alpha_du(psi, g_cu, a_du):
    "(153, footnote 25) α_du[n] = ψ[n] ⊙ g_cu[n] ⊙ dG_d(z)/dz|_{z=a_du[n]}, clipped to [-1, 1]"
    return clamp(psi * g_cu * _G_d_prime(a_du), -1, 1)  # noqa: F821
