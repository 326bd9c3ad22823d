"""BlockLSTM and BlockLSTMGrad, TensorFlow Authors (2016)."""
from lstmcmp.symbols import beside, outer, sigmoid, split, stack, tanh

SOURCE = dict(
    author="TensorFlow Authors", year=2016, title="BlockLSTM and BlockLSTMGrad", kind="code",
    url="https://github.com/tensorflow/tensorflow/blob/12b1fb47f72f/tensorflow/core/kernels/rnn/lstm_ops.h",
)
READING = (
    "BlockLSTM and BlockLSTMGrad with use_peephole, forget_bias = 1 and cell_clip <= 0 (F6 does nothing); "
    "order ICFO: z_i, z_c, z_f, z_o are the column blocks of gates; all steps lie below seq_len_max; "
    "the gradient given for cs is zero but at the last step; a digit counts the assignments to one variable (dcs1 is B2, dcs2 is B3)"
)
CELL = "peephole-forget-bias"
AXES = "row"                                     # batch in rows: gates = [x, h_prev] w + b
STATE = dict(h="h", c="cs")
UPSTREAM = dict(h_grad_given="h", cs_grad_given="cs@T")
HANDED = dict(cs_prev_grad="cs_prev_grad2", h_prev_grad="h_prev_grad")   # B0 reads what step t+1 left there; zero at first
MEANING = dict(
    h_grad="h", cs_grad=["cs", ("-co", "cs"), ("-o", "cs")],             # given for cs_t and sent by step t+1: all but B2 and B3
    do_="pre(o)", dcs1=["cs", ("-o", "cs")], dcs2="cs",                  # B3 adds the share that o_t reads
    dci="pre(ci)", df="pre(f)", di="pre(i)", dgates="gates",
    cs_prev_grad1=("cs", "cs_prev"), cs_prev_grad2="cs_prev",
    xh_grad="xh", x_grad="x", h_prev_grad="h_prev",
    w_grad="w", b_grad="b", wci_grad="wci", wcf_grad="wcf", wco_grad="wco",
)
_FORGET_BIAS = 1.0


def xh(x, h_prev):
    "(Symbols) xh = [x, h_prev]"
    return beside(x, h_prev)


def gates(xh, w, b):
    "(F1) gates = xh w + b"
    return xh @ w + b


def i(gates, wci, cs_prev):
    "(F2) i = σ(z_i + wci ⊙ cs_prev)"
    return sigmoid(split(gates, 4)[0] + wci * cs_prev)


def ci(gates):
    "(F3) ci = tanh(z_c)"
    return tanh(split(gates, 4)[1])


def f(gates, wcf, cs_prev):
    "(F4) f = σ(z_f + forget_bias + wcf ⊙ cs_prev)"
    return sigmoid(split(gates, 4)[2] + _FORGET_BIAS + wcf * cs_prev)


def cs(i, ci, f, cs_prev):
    "(F5) cs = i ⊙ ci + f ⊙ cs_prev"
    return i * ci + f * cs_prev


def co(cs):
    "(F7) co = tanh(cs)"
    return tanh(cs)


def o(gates, wco, cs):
    "(F8) o = σ(z_o + wco ⊙ cs)"
    return sigmoid(split(gates, 4)[3] + wco * cs)


def h(o, co):
    "(F9) h = o ⊙ co"
    return o * co


def cs_grad(cs_prev_grad, cs_grad_given):
    "(B0) cs_grad_t = cs_prev_grad + cs_grad (given for t)"
    return cs_prev_grad + cs_grad_given


def h_grad(h_prev_grad, h_grad_given):
    "(B0) h_grad_t = h_prev_grad + h_grad (given for t)"
    return h_prev_grad + h_grad_given


def do_(o, h_grad, co):
    "(B1) do_ = o (1 − o) h_grad co"
    return o * (1 - o) * h_grad * co


def dcs1(co, h_grad, o, cs_grad):
    "(B2) dcs = (1 − co co) h_grad o + cs_grad"
    return (1 - co * co) * h_grad * o + cs_grad


def dcs2(dcs1, do_, wco):
    "(B3) if use_peephole: dcs = dcs + do_ wco"
    return dcs1 + do_ * wco


def dci(ci, dcs2, i):
    "(B4) dci = (1 − ci ci) dcs i"
    return (1 - ci * ci) * dcs2 * i


def df(f, dcs2, cs_prev):
    "(B5) df = f (1 − f) dcs cs_prev"
    return f * (1 - f) * dcs2 * cs_prev


def di(i, dcs2, ci):
    "(B6) di = i (1 − i) dcs ci"
    return i * (1 - i) * dcs2 * ci


def dgates(di, dci, df, do_):
    "(B7) dgates = [di, dci, df, do_]"
    return beside(di, dci, df, do_)


def cs_prev_grad1(dcs2, f):
    "(B8) cs_prev_grad = dcs f"
    return dcs2 * f


def cs_prev_grad2(cs_prev_grad1, di, wci, df, wcf):
    "(B9) if use_peephole: cs_prev_grad = cs_prev_grad + di wci + df wcf"
    return cs_prev_grad1 + di * wci + df * wcf


def xh_grad(dgates, w):
    "(B10) xh_grad = dgates w^T"
    return dgates @ w.mT


def x_grad(xh_grad, D):
    "(B10) x_grad_t = its first I columns"
    return xh_grad[..., :D]


def h_prev_grad(xh_grad, D):
    "(B10) h_prev_grad = the remaining H"
    return xh_grad[..., D:]


def w_grad(xh, dgates):
    "(B11) w_grad += xh^T dgates"
    return outer(xh, dgates)


def b_grad(dgates):
    "(B12) b_grad += Σ_batch dgates"
    return dgates


def wci_grad(di, cs_prev):
    "(B13) if use_peephole: wci_grad += Σ_batch di cs_prev"
    return di * cs_prev


def wcf_grad(df, cs_prev):
    "(B13) if use_peephole: wcf_grad += Σ_batch df cs_prev"
    return df * cs_prev


def wco_grad(do_, cs):
    "(B13) if use_peephole: wco_grad += Σ_batch do_ cs"
    return do_ * cs


def layout(W, U, b, p):
    "w: rows x, then h, column blocks i, ci (the project's g), f, o; b in this order; wci, wcf, wco the peepholes of i, f, o"
    w = beside(stack(W.i.mT, U.i.mT), stack(W.g.mT, U.g.mT), stack(W.f.mT, U.f.mT), stack(W.o.mT, U.o.mT))
    return dict(w=w, b=beside(b.i.mT, b.g.mT, b.f.mT, b.o.mT), wci=p.i.mT, wcf=p.f.mT, wco=p.o.mT)
