"""LSTM - Derivation of Back propagation through time, GeeksforGeeks (2020)."""
from lstmcmp.symbols import outer, sigmoid, tanh, total

SOURCE = dict(
    author="GeeksforGeeks", year=2020, title="LSTM - Derivation of Back propagation through time", kind="mathematics",
    url="https://www.geeksforgeeks.org/lstm-derivation-of-back-propagation-through-time/",
)
READING = (
    "the text of 2020; delta-printed: E_delta = y - h_t, as B2 prints it, where h(x) is h_t; mse-half: E, which is only named, is (1/2) Σ (h - y)^2; "
    "time-local-sum: the page speaks of one time stamp; B1-B20 at every step with the error of that step, the gradients of the weights added up; "
    "chain-final: of B5, B7 and B8 the second lines; B9-B20 as dE/do * (do/dw_xo) and so on, which their second forms write out; "
    "paren-factor: the open parentheses of B9-B17 close after sigmoid(z_k); bias-heading: B14, under the heading of the forget gate, is for b_f; "
    "w_hi, w_hg of F1, F2 are the whj, wg of F0"
)
STATE = dict(h="h", c="c")
TARGETS = dict(y="H")
ASSUMES = dict(h0=0, c0=0)                       # c_t and h_t are zero at t = 0
MEANING = dict(
    E_delta_MSE=("loss", "h"), E_delta="h", dE_do="o", dE_dc="c", dE_di="i", dE_dg="g", dE_df="f",
    dE_dc_prev="c_prev",                         # B8 stands under the heading for c_{t-1}
    dE_dw_xo="w_xo", dE_dw_ho="w_ho", dE_db_o="b_o", dE_dw_xf="w_xf", dE_dw_hf="w_hf", dE_db_f="b_f",
    dE_dw_xi="w_xi", dE_dw_hi="w_hi", dE_db_i="b_i", dE_dw_xg="w_xg", dE_dw_hg="w_hg", dE_db_g="b_g",
)


def Z_g(w_xg, x, w_hg, h_prev, b_g):
    "(F1) Z_g = w_xg * x + w_hg * h_{t-1} + b_g"
    return w_xg @ x + w_hg @ h_prev + b_g


def g(Z_g):
    "(F1) g = tanh(Z_g)"
    return tanh(Z_g)


def Z_j(w_xi, x, w_hi, h_prev, b_i):
    "(F2) Z_j = w_xi * x + w_hi * h_{t-1} + b_i"
    return w_xi @ x + w_hi @ h_prev + b_i


def Z_i(Z_j):
    "(ours) Z_i = Z_j: the same line of the page goes on with Z_i"
    return Z_j


def i(Z_i):
    "(F2) i = sigmoid(Z_i)"
    return sigmoid(Z_i)


def Z_f(w_xf, x, w_hf, h_prev, b_f):
    "(F3) Z_f = w_xf * x + w_hf * h_{t-1} + b_f"
    return w_xf @ x + w_hf @ h_prev + b_f


def f(Z_f):
    "(F3) f = sigmoid(Z_f)"
    return sigmoid(Z_f)


def Z_o(w_xo, x, w_ho, h_prev, b_o):
    "(F4) Z_o = w_xo * x + w_ho * h_{t-1} + b_o"
    return w_xo @ x + w_ho @ h_prev + b_o


def o(Z_o):
    "(F4) o = sigmoid(Z_o)"
    return sigmoid(Z_o)


def input_gate_out(g, i):
    "(Symbols) Input_gate_out = g*i"
    return g * i


def forget_gate_out(f):
    "(Symbols) forget_gate_out = f"
    return f


def out_gate_out(o):
    "(Symbols) out_gate_out = o"
    return o


def c(c_prev, forget_gate_out, input_gate_out):
    "(F5) c_t = (c_{t-1} * forget_gate_out) + input_gate_out"
    return c_prev * forget_gate_out + input_gate_out


def h(out_gate_out, c):
    "(F6) h_t = out_gate_out * tanh(c_t)"
    return out_gate_out * tanh(c)


def loss(h, y):
    "(ours) E = (1/2) Σ (h - y)^2, which the page only names: MSE"
    return total((h - y) ** 2) / 2


def E_delta_MSE(y, h):
    "(B2) for MSE: E_delta = (y - h(x))"
    return y - h


def E_delta(E_delta_MSE):
    "(B1) E_delta = dE/dh_t"
    return E_delta_MSE


def dE_do(E_delta, c):
    "(B3) dE/do = (dE/dh_t) * (dh_t/do) = E_delta * (dh_t/do) = E_delta * tanh(c_t)"
    return E_delta * tanh(c)


def dE_dc(E_delta, o, c):
    "(B4) dE/dc_t = (dE/dh_t) * (dh_t/dc_t) = E_delta * (dh_t/dc_t) = E_delta * o * (1 - tanh^2(c_t))"
    return E_delta * o * (1 - tanh(c) ** 2)


def dE_di(E_delta, o, c, g):
    "(B5) dE/di = (dE/di) * (dc_t/di) = E_delta * o * (1 - tanh^2(c_t)) * g"
    return E_delta * o * (1 - tanh(c) ** 2) * g


def dE_dg(E_delta, o, c, i):
    "(B6) dE/dg = E_delta * o * (1 - tanh^2(c_t)) * i"
    return E_delta * o * (1 - tanh(c) ** 2) * i


def dE_df(E_delta, o, c, c_prev):
    "(B7) dE/df = E_delta * (dE/dc_t) * (dc_t/dt) t = E_delta * o * (1 - tanh^2(c_t)) * c_{t-1}"
    return E_delta * o * (1 - tanh(c) ** 2) * c_prev


def dE_dc_prev(E_delta, o, c, f):
    "(B8) dE/dc_t = E_delta * (dE/dc_t) * (dc_t/dc_{t-1}); dE/dc_t = E_delta * o * (1 - tanh^2(c_t)) * f"
    return E_delta * o * (1 - tanh(c) ** 2) * f


def dE_dw_xo(dE_do, Z_o, x):
    "(B9) dE/dw_xo = dE/do * (do/dw_xo) = E_delta * tanh(c_t) * sigmoid(z_o) * (1 - sigmoid(z_o) * x_t"
    return outer(dE_do * sigmoid(Z_o) * (1 - sigmoid(Z_o)), x)


def dE_dw_ho(dE_do, Z_o, h_prev):
    "(B10) dE/dw_ho = dE/do * (do/dw_ho) = E_delta * tanh(c_t) * sigmoid(z_o) * (1 - sigmoid(z_o) * h_{t-1}"
    return outer(dE_do * sigmoid(Z_o) * (1 - sigmoid(Z_o)), h_prev)


def dE_db_o(dE_do, Z_o):
    "(B11) dE/db_o = dE/do * (do/db_o) = E_delta * tanh(c_t) * sigmoid(z_o) * (1 - sigmoid(z_o)"
    return dE_do * sigmoid(Z_o) * (1 - sigmoid(Z_o))


def dE_dw_xf(dE_df, Z_f, x):
    "(B12) dE/dw_xf = dE/df * (df/dw_xf) = E_delta * o * (1 - tanh^2(c_t)) * c_{t-1} * sigmoid(z_f) * (1 - sigmoid(z_f) * x_t"
    return outer(dE_df * sigmoid(Z_f) * (1 - sigmoid(Z_f)), x)


def dE_dw_hf(dE_df, Z_f, h_prev):
    "(B13) dE/dw_hf = dE/df * (df/dw_hf) = E_delta * o * (1 - tanh^2(c_t)) * c_{t-1} * sigmoid(z_f) * (1 - sigmoid(z_f) * h_{t-1}"
    return outer(dE_df * sigmoid(Z_f) * (1 - sigmoid(Z_f)), h_prev)


def dE_db_f(dE_df, Z_f):
    "(B14) dE/db_o = dE/df * (df/db_o) = E_delta * o * (1 - tanh^2(c_t)) * c_{t-1} * sigmoid(z_f) * (1 - sigmoid(z_f)"
    return dE_df * sigmoid(Z_f) * (1 - sigmoid(Z_f))


def dE_dw_xi(dE_di, Z_i, x):
    "(B15) dE/dw_xi = dE/di * (di/dw_xi) = E_delta * o * (1 - tanh^2(c_t)) * g * sigmoid(z_i) * (1 - sigmoid(z_i) * x_t"
    return outer(dE_di * sigmoid(Z_i) * (1 - sigmoid(Z_i)), x)


def dE_dw_hi(dE_di, Z_i, h_prev):
    "(B16) dE/dw_hi = dE/di * (di/dw_hi) = E_delta * o * (1 - tanh^2(c_t)) * g * sigmoid(z_i) * (1 - sigmoid(z_i) * h_{t-1}"
    return outer(dE_di * sigmoid(Z_i) * (1 - sigmoid(Z_i)), h_prev)


def dE_db_i(dE_di, Z_i):
    "(B17) dE/db_i = dE/di * (di/db_i) = E_delta * o * (1 - tanh^2(c_t)) * g * sigmoid(z_i) * (1 - sigmoid(z_i)"
    return dE_di * sigmoid(Z_i) * (1 - sigmoid(Z_i))


def dE_dw_xg(dE_dg, Z_g, x):
    "(B18) dE/dw_xg = dE/dg * (dg/dw_xg) = E_delta * o * (1 - tanh^2(c_t)) * i * (1 - tanh^2(z_g)) * x_t"
    return outer(dE_dg * (1 - tanh(Z_g) ** 2), x)


def dE_dw_hg(dE_dg, Z_g, h_prev):
    "(B19) dE/dw_hg = dE/dg * (dg/dw_hg) = E_delta * o * (1 - tanh^2(c_t)) * i * (1 - tanh^2(z_g)) * h_{t-1}"
    return outer(dE_dg * (1 - tanh(Z_g) ** 2), h_prev)


def dE_db_g(dE_dg, Z_g):
    "(B20) dE/db_g = dE/dg * (dg/db_g) = E_delta * o * (1 - tanh^2(c_t)) * i * (1 - tanh^2(z_g))"
    return dE_dg * (1 - tanh(Z_g) ** 2)


def _E_delta_MSE(y, h):
    """(B2) for MSE: E_delta = -(y - h(x))

    B1 has E_delta = dE/dh_t, and a square error grows with h - y; y - h(x) is the negative derivative. The sign goes through to
    every gradient."""
    return -(y - h)


def _E_delta(E_delta_MSE, w_hg, dE_dg_next, Z_g_next, w_hi, dE_di_next, Z_i_next, w_hf, dE_df_next, Z_f_next, w_ho, dE_do_next, Z_o_next):
    """(B1) E_delta = dE/dh_t = B2 + Σ_k w_hk^T * (dE/dk * k'(z_k))_{t+1}, k = g, i, f, o

    The page derives one time stamp, and for the last one B2 is the whole dE/dh_t. At the others F1-F4 of step t+1 read h_t as well;
    the page prints no dE/dh_{t-1} that would hand this share back through time."""
    dZ_i, dZ_f, dZ_o = (d * sigmoid(Z) * (1 - sigmoid(Z)) for d, Z in ((dE_di_next, Z_i_next), (dE_df_next, Z_f_next), (dE_do_next, Z_o_next)))
    return E_delta_MSE + w_hg.mT @ (dE_dg_next * (1 - tanh(Z_g_next) ** 2)) + w_hi.mT @ dZ_i + w_hf.mT @ dZ_f + w_ho.mT @ dZ_o


def _dE_di(E_delta, o, c, dE_dc_next, g):
    """(B5) dE/di = (E_delta * o * (1 - tanh^2(c_t)) + B8_{t+1}) * g

    By F5 step t+1 reads c_t as well. B8 gives this share, and no line takes it up; for the last time stamp, where it is zero, the
    line fits."""
    return (E_delta * o * (1 - tanh(c) ** 2) + dE_dc_next) * g


def _dE_dg(E_delta, o, c, dE_dc_next, i):
    """(B6) dE/dg = (E_delta * o * (1 - tanh^2(c_t)) + B8_{t+1}) * i

    As for B5: the share of c_t that step t+1 reads."""
    return (E_delta * o * (1 - tanh(c) ** 2) + dE_dc_next) * i


def _dE_df(E_delta, o, c, dE_dc_next, c_prev):
    """(B7) dE/df = (E_delta * o * (1 - tanh^2(c_t)) + B8_{t+1}) * c_{t-1}

    As for B5: the share of c_t that step t+1 reads."""
    return (E_delta * o * (1 - tanh(c) ** 2) + dE_dc_next) * c_prev


def _dE_dc_prev(E_delta, o, c, dE_dc_next, f):
    """(B8) dE/dc_t = (E_delta * o * (1 - tanh^2(c_t)) + B8_{t+1}) * f

    As for B5: the share of c_t that step t+1 reads."""
    return (E_delta * o * (1 - tanh(c) ** 2) + dE_dc_next) * f


ERRATA = dict(E_delta_MSE=_E_delta_MSE, E_delta=_E_delta, dE_di=_dE_di, dE_dg=_dE_dg, dE_df=_dE_df, dE_dc_prev=_dE_dc_prev)


def layout(W, U, b):
    "w_xk = W_k, w_hk = U_k, b_k, k = g, i, f, o"
    return dict(
        w_xg=W.g, w_hg=U.g, b_g=b.g, w_xi=W.i, w_hi=U.i, b_i=b.i, w_xf=W.f, w_hf=U.f, b_f=b.f, w_xo=W.o, w_ho=U.o, b_o=b.o,
    )
