"""LSTMBlockCellGrad on CUDA, TensorFlow Authors (2019)."""
from lstmcmp.symbols import outer

BASE = "tensorflow_block"
SOURCE = dict(
    author="TensorFlow Authors", year=2019, title="LSTMBlockCellGrad on CUDA", kind="code",
    url="https://github.com/tensorflow/tensorflow/blob/04849a04356c/tensorflow/core/kernels/rnn/lstm_ops_gpu.cu.cc",
)
READING = (
    "LSTMBlockCellGrad, one step at a time, on CUDA: the kernel (C1) and what runs after it (C2), with use_peephole; "
    "dgates is what the op returns as dicfo; forget_bias = 1, no cell_clip; order ICFO, the blocks z_i, z_c, z_f, z_o of gates; "
    "a digit counts the assignments to one variable (cs_prev_grad1 and 2 are in the kernel, 3 comes after it)"
)
HANDED = dict(cs_prev_grad="cs_prev_grad3", h_prev_grad="h_prev_grad")
MEANING = dict(
    MEANING, cs_prev_grad2=[("i", "cs_prev"), ("f", "cs_prev"), ("cs", "cs_prev")], cs_prev_grad3="cs_prev",  # noqa: F821
)


def cs_grad(cs_prev_grad, cs_grad_given):
    "(ours) cs_grad = cs_prev_grad + what is given: autodiff adds what arrives at cs_t from outside and from step t+1, then calls the op"
    return cs_prev_grad + cs_grad_given


def h_grad(h_prev_grad, h_grad_given):
    "(ours) h_grad = h_prev_grad + what is given: autodiff adds what arrives at h_t from outside and from step t+1, then calls the op"
    return h_prev_grad + h_grad_given


def cs_prev_grad1(dcs2, f):
    "(C1) cs_prev_grad = dcs f"
    return dcs2 * f


def cs_prev_grad2(cs_prev_grad1, di, wci, df, wcf):
    "(C1) if use_peephole: cs_prev_grad += di wci + df wcf"
    return cs_prev_grad1 + di * wci + df * wcf


def cs_prev_grad3(cs_prev_grad2, di, wci, df, wcf):
    "(C2) if use_peephole: cs_prev_grad = cs_prev_grad + di wci + df wcf"
    return cs_prev_grad2 + di * wci + df * wcf


def wci_grad(di, cs_prev):
    "(C2) if use_peephole: wci_grad = Σ_batch di cs_prev"
    return di * cs_prev


def wcf_grad(df, cs_prev):
    "(C2) if use_peephole: wcf_grad = Σ_batch df cs_prev"
    return df * cs_prev


def wco_grad(do_, cs):
    "(C2) if use_peephole: wco_grad = Σ_batch do_ cs"
    return do_ * cs


def xh_grad(dgates, w):
    "(LSTMBlockCellGrad) xh_grad = dicfo w^T"
    return dgates @ w.mT


def w_grad(xh, dgates):
    "(LSTMBlockCellGrad) w_grad = xh^T dicfo"
    return outer(xh, dgates)


def b_grad(dgates):
    "(LSTMBlockCellGrad) b_grad = Σ_batch dicfo"
    return dgates


def _cs_prev_grad3(cs_prev_grad2):
    """(C2) if use_peephole: cs_prev_grad = cs_prev_grad

    When C2 runs, the kernel has added di wci + df wcf already (C1), so the share through the peepholes is counted twice; B8 and B9,
    the same op on the CPU, add it once."""
    return cs_prev_grad2


ERRATA = dict(cs_prev_grad3=_cs_prev_grad3)
