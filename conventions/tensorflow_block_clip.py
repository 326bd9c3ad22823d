"""BlockLSTM and BlockLSTMGrad with cell_clip, TensorFlow Authors (2016)."""
from lstmcmp.symbols import clamp

BASE = "tensorflow_block"
SOURCE = dict(
    author="TensorFlow Authors", year=2016, title="BlockLSTM and BlockLSTMGrad with cell_clip", kind="code",
    url="https://github.com/tensorflow/tensorflow/blob/12b1fb47f72f/tensorflow/core/kernels/rnn/lstm_ops.h",
)
READING = (
    "F6 is active, with cell_clip = 1: the default of the op, 3, would leave every state of the default problem as it is; "
    "else as in tensorflow_block: use_peephole, forget_bias = 1; order ICFO, the blocks z_i, z_c, z_f, z_o of gates; all steps lie below seq_len_max; "
    "the gradient given for cs is zero but at the last step; a digit counts the assignments to one variable (cs1 is F5, dcs2 is B3); "
    "B4 to B6 and B8 are the derivatives of F5, so the dcs that they read is judged as the gradient of what F5 assigns"
)
CELL = "tensorflow_block_clip"
MEANING = dict(MEANING, dcs2="cs1", cs_prev_grad1=("cs1", "cs_prev"))  # noqa: F821
_CELL_CLIP = 1.0


def cs1(i, ci, f, cs_prev):
    "(F5) cs = i ⊙ ci + f ⊙ cs_prev"
    return i * ci + f * cs_prev


def cs(cs1):
    "(F6) if cell_clip > 0: cs = min(max(cs, −cell_clip), cell_clip)"
    return clamp(cs1, -_CELL_CLIP, _CELL_CLIP)


def _dcs2(dcs1, do_, wco, cs):
    """(B3) if use_peephole: dcs = (dcs + do_ wco) (1 where |cs| < cell_clip, else 0)

    Where F6 has clipped, cs no longer depends on what F5 assigned, so its derivative there is 0; B0 to B13 have no cell_clip and
    the gradient ops no such attribute, so they pass dcs on as if F6 were not there (derivative 1). Without a clipped state, as in
    tensorflow_block, every line here agrees as printed."""
    return (dcs1 + do_ * wco) * (abs(cs) < _CELL_CLIP)


ERRATA = dict(dcs2=_dcs2)
