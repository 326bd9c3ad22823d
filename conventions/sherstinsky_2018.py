"""Fundamentals of Recurrent Neural Network (RNN) and Long Short-Term Memory (LSTM) Network, Alex Sherstinsky (2018)."""
from lstmcmp.symbols import outer, sigmoid, tanh

SOURCE = dict(
    author="Alex Sherstinsky", year=2018, kind="mathematics", url="https://arxiv.org/abs/1808.03314",
    title="Fundamentals of Recurrent Neural Network (RNN) and Long Short-Term Memory (LSTM) Network",
)
READING = (
    "v9 of January 2021; unclipped: without footnote 25; f_χ and f_ψ after the last step are zero; "
    "f_χ and f_ψ of the first step, the shares that would go to v[-1] and s[-1], are judged as dh0 and dc0"
)
CELL = "sherstinsky_2018"                        # peephole matrices; cu is the input gate, cs the forget gate, cr the output gate
STATE = dict(h="v", c="s")
UPSTREAM = dict(dE_dv_y="v")                     # (∂y[n]/∂v[n])ᵀ (∂E/∂y[n])
WEIGHTS = dict(W_scu=("H", "H"), W_scs=("H", "H"), W_scr=("H", "H"))
MEANING = dict(                                  # (139)-(143); f_χ, f_ψ: the shares of dE/dv[n] and dE/ds[n] that come from step n+1
    chi="v", rho="r", gamma_cr="g_cr", alpha_cr="a_cr", psi="s", alpha_cs="a_cs", alpha_cu="a_cu", alpha_du="a_du", f_chi="v_prev", f_psi="s_prev",
    dE_dW_xcu="W_xcu", dE_dW_scu="W_scu", dE_dW_vcu="W_vcu", dE_db_cu="b_cu", dE_dW_xcs="W_xcs", dE_dW_scs="W_scs", dE_dW_vcs="W_vcs", dE_db_cs="b_cs",
    dE_dW_xcr="W_xcr", dE_dW_scr="W_scr", dE_dW_vcr="W_vcr", dE_db_cr="b_cr", dE_dW_xdu="W_xdu", dE_dW_vdu="W_vdu", dE_db_du="b_du",
)


def _G_c(z):
    "(121) G_c(z) = σ(z)"
    return sigmoid(z)


def _G_d(z):
    "(122) G_d(z) = tanh(z) = 2 σ(2z) - 1"
    return tanh(z)


def _G_c_prime(z):
    "(137) dG_c(z)/dz = G_c(z) (1 - G_c(z))"
    return _G_c(z) * (1 - _G_c(z))


def _G_d_prime(z):
    "(138) dG_d(z)/dz = 1 - (G_d(z))²"
    return 1 - _G_d(z) ** 2


def a_cu(W_xcu, x, W_scu, s_prev, W_vcu, v_prev, b_cu):
    "(126) a_cu[n] = W_xcu x[n] + W_scu s[n-1] + W_vcu v[n-1] + b_cu"
    return W_xcu @ x + W_scu @ s_prev + W_vcu @ v_prev + b_cu


def a_cs(W_xcs, x, W_scs, s_prev, W_vcs, v_prev, b_cs):
    "(127) a_cs[n] = W_xcs x[n] + W_scs s[n-1] + W_vcs v[n-1] + b_cs"
    return W_xcs @ x + W_scs @ s_prev + W_vcs @ v_prev + b_cs


def a_cr(W_xcr, x, W_scr, s, W_vcr, v_prev, b_cr):
    "(128) a_cr[n] = W_xcr x[n] + W_scr s[n] + W_vcr v[n-1] + b_cr"
    return W_xcr @ x + W_scr @ s + W_vcr @ v_prev + b_cr


def a_du(W_xdu, x, W_vdu, v_prev, b_du):
    "(129) a_du[n] = W_xdu x[n] + W_vdu v[n-1] + b_du"
    return W_xdu @ x + W_vdu @ v_prev + b_du


def u(a_du):
    "(130) u[n] = G_d(a_du[n])"
    return _G_d(a_du)


def g_cu(a_cu):
    "(131) g_cu[n] = G_c(a_cu[n])"
    return _G_c(a_cu)


def g_cs(a_cs):
    "(132) g_cs[n] = G_c(a_cs[n])"
    return _G_c(a_cs)


def g_cr(a_cr):
    "(133) g_cr[n] = G_c(a_cr[n])"
    return _G_c(a_cr)


def s(g_cs, s_prev, g_cu, u):
    "(134) s[n] = g_cs[n] ⊙ s[n-1] + g_cu[n] ⊙ u[n]"
    return g_cs * s_prev + g_cu * u


def r(s):
    "(135) r[n] = G_d(s[n])"
    return _G_d(s)


def v(g_cr, r):
    "(136) v[n] = g_cr[n] ⊙ r[n]"
    return g_cr * r


def chi(dE_dv_y, f_chi_next):
    "(144) χ[n] = (∂y[n]/∂v[n])ᵀ (∂E/∂y[n]) + f_χ[n+1]"
    return dE_dv_y + f_chi_next


def rho(chi, g_cr):
    "(145) ρ[n] = (∂v[n]/∂r[n])ᵀ (∂E/∂v[n]) = χ[n] ⊙ g_cr[n]"
    return chi * g_cr


def gamma_cr(chi, r):
    "(146) γ_cr[n] = (∂E/∂v[n]) (∂v[n]/∂g_cr[n]) = χ[n] ⊙ r[n]"
    return chi * r


def alpha_cr(gamma_cr, a_cr):
    "(147) α_cr[n] = γ_cr[n] ⊙ dG_c(z)/dz|_{z=a_cr[n]} = χ[n] ⊙ r[n] ⊙ dG_c(z)/dz|_{z=a_cr[n]}"
    return gamma_cr * _G_c_prime(a_cr)


def psi(rho, s, W_scr, alpha_cr, f_psi_next):
    """(149) ψ[n] = ρ[n] ⊙ dG_d(z)/dz|_{z=s[n]} + W_scr α_cr[n] + f_ψ[n+1]

    Printed between (148), with ∂r[n]/∂s[n] and ∂a_cr[n]/∂s[n], and (150), with χ[n] ⊙ g_cr[n] for ρ[n]."""
    return rho * _G_d_prime(s) + W_scr @ alpha_cr + f_psi_next


def alpha_cs(psi, s_prev, a_cs):
    "(151) α_cs[n] = ψ[n] ⊙ s[n-1] ⊙ dG_c(z)/dz|_{z=a_cs[n]}"
    return psi * s_prev * _G_c_prime(a_cs)


def alpha_cu(psi, u, a_cu):
    "(152) α_cu[n] = ψ[n] ⊙ u[n] ⊙ dG_c(z)/dz|_{z=a_cu[n]}"
    return psi * u * _G_c_prime(a_cu)


def alpha_du(psi, g_cu, a_du):
    "(153) α_du[n] = ψ[n] ⊙ g_cu[n] ⊙ dG_d(z)/dz|_{z=a_du[n]}"
    return psi * g_cu * _G_d_prime(a_du)


def f_chi(W_vcu, alpha_cu, W_vcs, alpha_cs, W_vcr, alpha_cr, W_vdu, alpha_du):
    "(154) f_χ[n+1] = W_vcuᵀ α_cu[n+1] + W_vcsᵀ α_cs[n+1] + W_vcrᵀ α_cr[n+1] + W_vduᵀ α_du[n+1]"
    return W_vcu.mT @ alpha_cu + W_vcs.mT @ alpha_cs + W_vcr.mT @ alpha_cr + W_vdu.mT @ alpha_du


def f_psi(W_scu, alpha_cu, W_scs, alpha_cs, g_cs, psi):
    "(155) f_ψ[n+1] = W_scuᵀ α_cu[n+1] + W_scsᵀ α_cs[n+1] + g_cs[n+1] ⊙ ψ[n+1]"
    return W_scu.mT @ alpha_cu + W_scs.mT @ alpha_cs + g_cs * psi


# (172) dE/dΘ = Σ_{n=0}^{K-1} ∂E/∂Θ[n]


def dE_dW_xcu(alpha_cu, x):
    "(156) ∂E/∂W_xcu[n] = α_cu[n] xᵀ[n]"
    return outer(alpha_cu, x)


def dE_dW_scu(alpha_cu, s_prev):
    "(157) ∂E/∂W_scu[n] = α_cu[n] sᵀ[n-1]"
    return outer(alpha_cu, s_prev)


def dE_dW_vcu(alpha_cu, v_prev):
    "(158) ∂E/∂W_vcu[n] = α_cu[n] vᵀ[n-1]"
    return outer(alpha_cu, v_prev)


def dE_db_cu(alpha_cu):
    "(159) ∂E/∂b_cu[n] = α_cu[n]"
    return alpha_cu


def dE_dW_xcs(alpha_cs, x):
    "(160) ∂E/∂W_xcs[n] = α_cs[n] xᵀ[n]"
    return outer(alpha_cs, x)


def dE_dW_scs(alpha_cs, s_prev):
    "(161) ∂E/∂W_scs[n] = α_cs[n] sᵀ[n-1]"
    return outer(alpha_cs, s_prev)


def dE_dW_vcs(alpha_cs, v_prev):
    "(162) ∂E/∂W_vcs[n] = α_cs[n] vᵀ[n-1]"
    return outer(alpha_cs, v_prev)


def dE_db_cs(alpha_cs):
    "(163) ∂E/∂b_cs[n] = α_cs[n]"
    return alpha_cs


def dE_dW_xcr(alpha_cr, x):
    "(164) ∂E/∂W_xcr[n] = α_cr[n] xᵀ[n]"
    return outer(alpha_cr, x)


def dE_dW_scr(alpha_cr, s):
    "(165) ∂E/∂W_scr[n] = α_cr[n] sᵀ[n]"
    return outer(alpha_cr, s)


def dE_dW_vcr(alpha_cr, v_prev):
    "(166) ∂E/∂W_vcr[n] = α_cr[n] vᵀ[n-1]"
    return outer(alpha_cr, v_prev)


def dE_db_cr(alpha_cr):
    "(167) ∂E/∂b_cr[n] = α_cr[n]"
    return alpha_cr


def dE_dW_xdu(alpha_du, x):
    "(168) ∂E/∂W_xdu[n] = α_du[n] xᵀ[n]"
    return outer(alpha_du, x)


def dE_dW_vdu(alpha_du, v_prev):
    "(169) ∂E/∂W_vdu[n] = α_du[n] vᵀ[n-1]"
    return outer(alpha_du, v_prev)


def dE_db_du(alpha_du):
    "(170) ∂E/∂b_du[n] = α_du[n]"
    return alpha_du


def _psi(rho, s, W_scr, alpha_cr, f_psi_next):
    """(149) ψ[n] = ρ[n] ⊙ dG_d(z)/dz|_{z=s[n]} + W_scrᵀ α_cr[n] + f_ψ[n+1]

    (128) applies W_scr to s[n], so the way back from α_cr[n] is through its transpose, as (155) has it for W_scu and W_scs. (149)
    and (150) print W_scr, (148) ∂a_cr[n]/∂s[n] without the transposition that (144) and (145) have. Where W_scr is diagonal, as
    peepholes often are, the two are the same."""
    return rho * _G_d_prime(s) + W_scr.mT @ alpha_cr + f_psi_next


ERRATA = dict(psi=_psi)


def layout(W, U, b):
    "W_xk = W_k, W_vk = U_k, b_k, k = cu (the project's i), cs (f), cr (o), du (g)"
    return dict(
        W_xcu=W.i, W_xcs=W.f, W_xcr=W.o, W_xdu=W.g, W_vcu=U.i, W_vcs=U.f, W_vcr=U.o, W_vdu=U.g,
        b_cu=b.i, b_cs=b.f, b_cr=b.o, b_du=b.g,
    )
