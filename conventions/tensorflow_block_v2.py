"""BlockLSTMV2 and BlockLSTMGradV2, TensorFlow Authors (2016)."""
from lstmcmp.symbols import beside, sigmoid, split, stack, tanh

BASE = "tensorflow_block"
SOURCE = dict(
    author="TensorFlow Authors", year=2016, title="BlockLSTMV2 and BlockLSTMGradV2", kind="code",
    url="https://github.com/tensorflow/tensorflow/blob/0c185b921bad/tensorflow/core/ops/rnn_ops.cc",
)
READING = (
    "BlockLSTMV2: order IFCO (z_i, z_f, z_c, z_o are the column blocks of gates), no forget_bias in F4; "
    "use_peephole, and cell_clip = 0 as by default (F6 does nothing); "
    "else as in tensorflow_block: all steps lie below seq_len_max; the gradient given for cs is zero but at the last step; "
    "a digit counts the assignments to one variable (dcs1 is B2, dcs2 is B3)"
)
CELL = "peephole"


def f(gates, wcf, cs_prev):
    "(F4) f = σ(z_f + wcf ⊙ cs_prev)"
    return sigmoid(split(gates, 4)[1] + wcf * cs_prev)


def ci(gates):
    "(F3) ci = tanh(z_c)"
    return tanh(split(gates, 4)[2])


def dgates(di, df, dci, do_):
    "(B7) dgates = [di, df, dci, do_]"
    return beside(di, df, dci, do_)


def layout(W, U, b, p):
    "w: rows x, then h, column blocks i, f, ci (the project's g), o; b in this order; wci, wcf, wco the peepholes of i, f, o"
    w = beside(stack(W.i.mT, U.i.mT), stack(W.f.mT, U.f.mT), stack(W.g.mT, U.g.mT), stack(W.o.mT, U.o.mT))
    return dict(w=w, b=beside(b.i.mT, b.f.mT, b.g.mT, b.o.mT), wci=p.i.mT, wcf=p.f.mT, wco=p.o.mT)
