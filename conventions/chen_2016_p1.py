"""A Gentle Tutorial of Recurrent Neural Network with Error Backpropagation, the factors of (32) after the matrices, Gang Chen (2016)."""

BASE = "chen_2016"
READING = (
    "P1: in (32) the factors multiply the vectors W_ho do_t etc., in the order of the print; what comes from outside is dz_t, the derivative by "
    "α_t: (21) is judged in chen_2016; else as in chen_2016: O2, F1, C2, D2"
)

del loss, FACTOR  # noqa: F821


def dh_prev(o, W_ho, do, i, W_hi, di, f, W_hf, df, g, W_hc, dg):
    """(32) dh_{t-1} = o_t (1 - o_t) W_ho do_t + i_t (1 - i_t) W_hi di_t + f_t (1 - f_t) W_hf df_t + (1 - g_t^2) W_hc dg_t

    P1: the factors multiply W_ho do_t, W_hi di_t, W_hf df_t, W_hc dg_t."""
    return o * (1 - o) * (W_ho @ do) + i * (1 - i) * (W_hi @ di) + f * (1 - f) * (W_hf @ df) + (1 - g**2) * (W_hc @ dg)


def _dh_prev(o, W_ho, do, i, W_hi, di, f, W_hf, df, g, W_hc, dg):
    """(32) dh_{t-1} = W_ho o_t (1 - o_t) do_t + W_hi i_t (1 - i_t) di_t + W_hf f_t (1 - f_t) df_t + W_hc (1 - g_t^2) dg_t

    The derivatives of σ and tanh are taken at the units that the matrix leads back from, so they multiply do_t etc. before it does."""
    return W_ho @ (o * (1 - o) * do) + W_hi @ (i * (1 - i) * di) + W_hf @ (f * (1 - f) * df) + W_hc @ ((1 - g**2) * dg)


ERRATA = dict(dh_prev=_dh_prev)
