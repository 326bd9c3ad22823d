"""LSTMGrad, ONNX Runtime training ops, Microsoft (2017)."""
from lstmcmp.symbols import outer, sigmoid, tanh

SOURCE = dict(
    author="Microsoft", year=2017, title="ONNX operator LSTM and ONNX Runtime LSTMGrad", kind="code",
    url="https://github.com/microsoft/onnxruntime/blob/130fed8ae3bc/orttraining/orttraining/training_ops/cpu/rnn/lstm_grad_compute.cc",
)
READING = (
    "one direction, with peepholes; W, R, B and P of the source block by block (W_i, W_o, ...); the gradient of Y_h, which the source adds if it is given, "
    "is not given: what arrives at the last H is part of the gradient of Y; the comment at (8) is taken at its word, as a declared cut; "
    "f, g, h of F1 to F6 are sigmoid, tanh, tanh, the operator's defaults; the year is that of the operator, the year of the gradient is not recorded"
)
CELL = "peephole"
AXES = "row"                                     # X W^T, weights stored out x in
STATE = dict(h="H_t", c="C_t")
UPSTREAM = dict(grad_Y="H_t", dL_dCt1="C_t@T")   # dL/dC starts as the gradient given for Y_c
HANDED = dict(dL_dCt1="dL_dC_prev")              # (8) overwrites the buffer of dL/dC, which (4) of step t-1 reads
_WORDS = "comment at (8), which refers to 'the paper': peephole weights do not act on the propagation to C_{t-1} and C_t"
CUTS = {("i_t", "C_t_prev"): _WORDS, ("f_t", "C_t_prev"): _WORDS, ("o_t", "C_t"): _WORDS}
MEANING = dict(
    dL_dH="H_t", dL_do="o_t", dL_dCt2_tanh="tanh_C", dL_dCt2=("tanh_C", "C_t"), dL_dC="C_t",
    dL_di="i_t", dL_dc="c_t", dL_df="f_t", dL_dC_prev="C_t_prev", dL_da_c="pre(c_t)", dL_da_i="pre(i_t)", dL_da_f="pre(f_t)", dL_da_o="pre(o_t)",
    dL_dX="x", dL_dW_i="W_i", dL_dW_o="W_o", dL_dW_f="W_f", dL_dW_c="W_c", dL_dR_i="R_i", dL_dR_o="R_o", dL_dR_f="R_f", dL_dR_c="R_c",
    dL_dWb_i="Wb_i", dL_dWb_o="Wb_o", dL_dWb_f="Wb_f", dL_dWb_c="Wb_c", dL_dRb_i="Rb_i", dL_dRb_o="Rb_o", dL_dRb_f="Rb_f", dL_dRb_c="Rb_c",
    dL_dP_i="P_i", dL_dP_o="P_o", dL_dP_f="P_f", dL_dH_prev="H_t_prev",
)


def i_t(x, W_i, H_t_prev, R_i, P_i, C_t_prev, Wb_i, Rb_i):
    "(F1) i_t = f(X_t W_i^T + H_{t-1} R_i^T + P_i ⊙ C_{t-1} + Wb_i + Rb_i)"
    return sigmoid(x @ W_i.mT + H_t_prev @ R_i.mT + P_i * C_t_prev + Wb_i + Rb_i)


def f_t(x, W_f, H_t_prev, R_f, P_f, C_t_prev, Wb_f, Rb_f):
    "(F2) f_t = f(X_t W_f^T + H_{t-1} R_f^T + P_f ⊙ C_{t-1} + Wb_f + Rb_f)"
    return sigmoid(x @ W_f.mT + H_t_prev @ R_f.mT + P_f * C_t_prev + Wb_f + Rb_f)


def c_t(x, W_c, H_t_prev, R_c, Wb_c, Rb_c):
    "(F3) c_t = g(X_t W_c^T + H_{t-1} R_c^T + Wb_c + Rb_c)"
    return tanh(x @ W_c.mT + H_t_prev @ R_c.mT + Wb_c + Rb_c)


def C_t(f_t, C_t_prev, i_t, c_t):
    "(F4) C_t = f_t ⊙ C_{t-1} + i_t ⊙ c_t"
    return f_t * C_t_prev + i_t * c_t


def o_t(x, W_o, H_t_prev, R_o, P_o, C_t, Wb_o, Rb_o):
    "(F5) o_t = f(X_t W_o^T + H_{t-1} R_o^T + P_o ⊙ C_t + Wb_o + Rb_o)"
    return sigmoid(x @ W_o.mT + H_t_prev @ R_o.mT + P_o * C_t + Wb_o + Rb_o)


def tanh_C(C_t):
    "(Symbols) C~t2 = tanh(C_t), the h(C_t) of F6"
    return tanh(C_t)


def H_t(o_t, tanh_C):
    "(F6) H_t = o_t ⊙ h(C_t)"
    return o_t * tanh_C


def dL_dH(grad_Y, dL_dH_next):
    "(start) at each t first: dL/dH_t += grad of Y[t]"
    return grad_Y + dL_dH_next


def dL_do(dL_dH, C_t):
    "(1) dL/do_t = dL/dH_t ⊙ tanh(C_t)"
    return dL_dH * tanh(C_t)


def dL_dCt2_tanh(dL_dH, o_t):
    "(2) dL/dC~t2 = dL/dH_t ⊙ o_t"
    return dL_dH * o_t


def dL_dCt2(dL_dCt2_tanh, C_t):
    "(3) dL/dCt2 = dL/dC~t2 ⊙ (1 − tanh(C_t)²)"
    return dL_dCt2_tanh * (1 - tanh(C_t) ** 2)


def dL_dC(dL_dCt1, dL_dCt2):
    "(4) dL/dC_t = dL/dCt1 + dL/dCt2"
    return dL_dCt1 + dL_dCt2


def dL_di(dL_dC, c_t):
    "(5) dL/di_t = dL/dC_t ⊙ c_t"
    return dL_dC * c_t


def dL_dc(dL_dC, i_t):
    "(6) dL/dc_t = dL/dC_t ⊙ i_t"
    return dL_dC * i_t


def dL_df(dL_dC, C_t_prev):
    "(7) dL/df_t = dL/dC_t ⊙ C_{t-1}"
    return dL_dC * C_t_prev


def dL_dC_prev(dL_dC, f_t):
    "(8) dL/dC_{t-1} = dL/dC_t ⊙ f_t"
    return dL_dC * f_t


def dL_da_c(dL_dc, c_t):
    "(9) dL/da_c = dL/dc_t ⊙ (1 − c_t²)"
    return dL_dc * (1 - c_t**2)


def dL_da_i(dL_di, i_t):
    "(10) dL/da_i = dL/di_t ⊙ i_t (1 − i_t)"
    return dL_di * i_t * (1 - i_t)


def dL_da_f(dL_df, f_t):
    "(11) dL/da_f = dL/df_t ⊙ f_t (1 − f_t)"
    return dL_df * f_t * (1 - f_t)


def dL_da_o(dL_do, o_t):
    "(12) dL/da_o = dL/do_t ⊙ o_t (1 − o_t)"
    return dL_do * o_t * (1 - o_t)


def dL_dX(dL_da_i, W_i, dL_da_o, W_o, dL_da_f, W_f, dL_da_c, W_c):
    "(13-17) dL/dX_t = dL/da_i W_i + dL/da_o W_o + dL/da_f W_f + dL/da_c W_c"
    return dL_da_i @ W_i + dL_da_o @ W_o + dL_da_f @ W_f + dL_da_c @ W_c


def dL_dW_i(dL_da_i, x):
    "(18-21) dL/dW_i += (dL/da_i)^T X_t"
    return outer(dL_da_i, x)


def dL_dW_o(dL_da_o, x):
    "(18-21) dL/dW_o += (dL/da_o)^T X_t"
    return outer(dL_da_o, x)


def dL_dW_f(dL_da_f, x):
    "(18-21) dL/dW_f += (dL/da_f)^T X_t"
    return outer(dL_da_f, x)


def dL_dW_c(dL_da_c, x):
    "(18-21) dL/dW_c += (dL/da_c)^T X_t"
    return outer(dL_da_c, x)


def dL_dR_i(dL_da_i, H_t_prev):
    "(22-25) dL/dR_i += (dL/da_i)^T H_{t-1}"
    return outer(dL_da_i, H_t_prev)


def dL_dR_o(dL_da_o, H_t_prev):
    "(22-25) dL/dR_o += (dL/da_o)^T H_{t-1}"
    return outer(dL_da_o, H_t_prev)


def dL_dR_f(dL_da_f, H_t_prev):
    "(22-25) dL/dR_f += (dL/da_f)^T H_{t-1}"
    return outer(dL_da_f, H_t_prev)


def dL_dR_c(dL_da_c, H_t_prev):
    "(22-25) dL/dR_c += (dL/da_c)^T H_{t-1}"
    return outer(dL_da_c, H_t_prev)


def dL_dWb_i(dL_da_i):
    "(26-33) dL/dWb_i += dL/da_i"
    return dL_da_i


def dL_dWb_o(dL_da_o):
    "(26-33) dL/dWb_o += dL/da_o"
    return dL_da_o


def dL_dWb_f(dL_da_f):
    "(26-33) dL/dWb_f += dL/da_f"
    return dL_da_f


def dL_dWb_c(dL_da_c):
    "(26-33) dL/dWb_c += dL/da_c"
    return dL_da_c


def dL_dRb_i(dL_da_i):
    "(26-33) dL/dRb_i += dL/da_i"
    return dL_da_i


def dL_dRb_o(dL_da_o):
    "(26-33) dL/dRb_o += dL/da_o"
    return dL_da_o


def dL_dRb_f(dL_da_f):
    "(26-33) dL/dRb_f += dL/da_f"
    return dL_da_f


def dL_dRb_c(dL_da_c):
    "(26-33) dL/dRb_c += dL/da_c"
    return dL_da_c


def dL_dP_i(dL_da_i, C_t_prev):
    "(34) dL/dP_i += dL/da_i ⊙ C_{t-1}"
    return dL_da_i * C_t_prev


def dL_dP_o(dL_da_o, C_t):
    "(35) dL/dP_o += dL/da_o ⊙ C_t"
    return dL_da_o * C_t


def dL_dP_f(dL_da_f, C_t_prev):
    "(36) dL/dP_f += dL/da_f ⊙ C_{t-1}"
    return dL_da_f * C_t_prev


def dL_dH_prev(dL_da_i, R_i, dL_da_o, R_o, dL_da_f, R_f, dL_da_c, R_c):
    "(37-41) dL/dH_{t-1} = dL/da_i R_i + dL/da_o R_o + dL/da_f R_f + dL/da_c R_c"
    return dL_da_i @ R_i + dL_da_o @ R_o + dL_da_f @ R_f + dL_da_c @ R_c


def layout(W, U, b, p):
    "W_k, R_k, Wb_k, P_k the weights, recurrent weights, biases and peepholes of k = i, o, f, c (the project's g); Rb_k zero"
    gates = dict(i="i", o="o", f="f", c="g")
    found = {f"{name}_{k}": getattr(a, of) for name, a in (("W", W), ("R", U)) for k, of in gates.items()}
    found |= {f"Wb_{k}": getattr(b, of).mT for k, of in gates.items()} | {f"Rb_{k}": 0 * getattr(b, of).mT for k, of in gates.items()}
    return found | dict(P_i=p.i.mT, P_o=p.o.mT, P_f=p.f.mT)
