"""Vanilla LSTM with numpy, the text of December 2017 with M14 by its index, Varuna Jayasiri (2017)."""
from lstmcmp.symbols import outer, sigmoid, tanh

BASE = "jayasiri_2017"
SOURCE = dict(
    author="Varuna Jayasiri", year=2017, title="Vanilla LSTM with numpy (text of December 2017)", kind="mathematics",
    url="http://blog.varunajayasiri.com/numpy_lstm.html",
)
READING = (
    "math_2017_12: M1-M19 as printed since 21 December 2017; carry-literal (M14): dC'_t bears the same index in M4 and M14 and the pair "
    "is solved for it at each t; cand-step (M10, M18): the vector formed in M10 at step t is used in M18 at step t; M15-M19 are summed over t, as in the code; "
    "W_y and b_t, defined nowhere, are the W_v of F8 and the b_o of the code; dh' starts as zero after the last step, as in the code"
)
MEANING = dict(
    dv="v", dh="h", dC="C", do="o", dC_bar="C_bar", di="i", df="f", dz="z", dh_prime_prev="h_prev", dx="x",
    dC_prime=["C", ("-h", "C")],                 # dC'_t = ∂L_{t+1}/∂C_t
    do_prime="pre(o)", dC_bar_prime="pre(C_bar)", di_prime="pre(i)", df_prime="pre(f)",
    dW_v="W_v", dW_f="W_f", dW_i="W_i", dW_C="W_C", dW_o="W_o", db_v="b_v", db_f="b_f", db_i="b_i", db_C="b_C", db_o="b_o",
)

del W_v_d, b_v_d, W_o_d, b_o_d, W_C_d, b_C_d, W_i_d, b_i_d, W_f_d, b_f_d, dh_prev, dC_prev  # noqa: F821


def b_t(b_o):
    "(ours) b_t = b_o: F6 prints b_t, which is defined nowhere; the code adds b_o"
    return b_o


def W_y(W_v):
    "(ours) W_y = W_v: M2 prints W_y, which is defined nowhere; the head matrix of F8 is W_v"
    return W_v


def o(W_o, z, b_t):
    "(F6) o_t = σ(W_o · z + b_t)"
    return sigmoid(W_o @ z + b_t)


def dv(y_hat, y):
    "(M1) dv_t = ŷ_t - y_t"
    return y_hat - y


def dh(dh_prime, W_y, dv):
    "(M2) dh_t = dh'_t + W_y^T · dv_t"
    return dh_prime + W_y.mT @ dv


def do(dh, C):
    "(M3) do_t = dh_t * tanh(C_t)"
    return dh * tanh(C)


def dC(dC_prime, dh, o, C):
    "(M4) dC_t = dC'_t + dh_t * o_t * (1 - tanh^2(C_t))"
    return dC_prime + dh * o * (1 - tanh(C) ** 2)


def dC_bar(dC, i):
    "(M5) dC̄_t = dC_t * i_t"
    return dC * i


def di(dC, C_bar):
    "(M6) di_t = dC_t * C̄_t"
    return dC * C_bar


def df(dC, C_prev):
    "(M7) df_t = dC_t * C_{t-1}"
    return dC * C_prev


def df_prime(f, df):
    "(M8) df'_t = f_t * (1 - f_t) * df_t"
    return f * (1 - f) * df


def di_prime(i, di):
    "(M9) di'_t = i_t * (1 - i_t) * di_t"
    return i * (1 - i) * di


def dC_bar_prime(C_bar, dC_bar):
    "(M10) dC̄'_{t-1} = (1 - C̄_t^2) * dC̄_t"
    return (1 - C_bar**2) * dC_bar


def do_prime(o, do):
    "(M11) do'_t = o_t * (1 - o_t) * do_t"
    return o * (1 - o) * do


def dz(W_f, df_prime, W_i, di, W_C, dC_bar, W_o, do):
    "(M12) dz_t = W_f^T · df'_t + W_i^T · di_t + W_C^T · dC̄_t + W_o^T · do_t"
    return W_f.mT @ df_prime + W_i.mT @ di + W_C.mT @ dC_bar + W_o.mT @ do


def _dz(W_f, df_prime, W_i, di_prime, W_C, dC_bar_prime, W_o, do_prime):
    """(M12) dz_t = W_f^T · df'_t + W_i^T · di'_t + W_C^T · dC̄'_t + W_o^T · do'_t

    The first term has the prime of M8, the other three stand without the primes of M9-M11, so that the derivatives of these
    activations are left out of dz_t. A remark on the page says that the code assigns the primed values to di, dC_bar and do,
    so the code's dz, spelled like this line, has them; and with the three primes dz_t is the gradient of z."""
    return W_f.mT @ df_prime + W_i.mT @ di_prime + W_C.mT @ dC_bar_prime + W_o.mT @ do_prime


def dh_prime_prev(dz, H):
    "(M13) [dh'_{t-1}, dx_t] = dz_t"
    return dz[..., :H, :]


def dx(dz, H):
    "(M13) [dh'_{t-1}, dx_t] = dz_t"
    return dz[..., H:, :]


def dC_prime(f, dh, o, C):
    "(M14) dC'_t = f_t * dC_t, with M4 for dC_t and solved: dC'_t = f_t / (1 - f_t) * dh_t * o_t * (1 - tanh^2(C_t))"
    return f / (1 - f) * dh * o * (1 - tanh(C) ** 2)


def _dC_prime(f_next, dC_next):
    """(M14) dC'_{t-1} = f_t * dC_t

    dC'_t is defined as ∂L_{t+1}/∂C_t, what step t+1 sends back to C_t, and by F5 that is f_{t+1} * dC_{t+1}; with the index t on the
    left M4 and M14 speak of one step only and the gradient goes back no further. M13 prints t-1 for dh', the code hands
    dC_prev = f_t * dC to step t-1, and jayasiri_2017_math_2017_12 reads M14 so."""
    return f_next * dC_next


def dW_v(dv, h):
    "(M15) dW_v = dv_t · h_t^T"
    return outer(dv, h)


def db_v(dv):
    "(M15) db_v = dv_t"
    return dv


def dW_f(df_prime, z):
    "(M16) dW_f = df'_t · z^T"
    return outer(df_prime, z)


def db_f(df_prime):
    "(M16) db_f = df'_t"
    return df_prime


def dW_i(di_prime, z):
    "(M17) dW_i = di'_t · z^T"
    return outer(di_prime, z)


def db_i(di_prime):
    "(M17) db_i = di'_t"
    return di_prime


def dW_C(dC_bar_prime, z):
    "(M18) dW_C = dC̄'_t · z^T"
    return outer(dC_bar_prime, z)


def db_C(dC_bar_prime):
    "(M18) db_C = dC̄'_t"
    return dC_bar_prime


def dW_o(do_prime, z):
    "(M19) dW_o = do'_t · z^T"
    return outer(do_prime, z)


def db_o(do_prime):
    "(M19) db_o = do'_t"
    return do_prime


ERRATA = dict(dz=_dz, dC_prime=_dC_prime)
