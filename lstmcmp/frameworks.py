"""How LSTM implementations in common use store one and the same set of weights, as data.

Each framework has a layout function of the same form as a convention's `layout(W, U, b)`: the engine runs it on entry
numbers and reads gate order, shapes and permutations off the result, so that nothing printed about them is typed twice.
What is not in the arrays (forget bias, axes, order of the states) is stated here, with where it was read: s the original
source, p the installed package of the version named, d documentation, m from memory and not re-read.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .symbols import beside, stack


@dataclass(frozen=True)
class Framework:
    """One implementation. `order` names its blocks by the canonical gates i, f, g, o."""

    title: str
    order: str
    letters: str  # the blocks in its own letters
    layout: Callable  # (W, U, b) -> {array: values}
    orientation: str  # "W x": weights out x in;  "x W": in x out
    forget_bias: str
    peepholes: str
    axes: str
    states: str
    other: str
    read: str


def rows(order: str, W: str, U: str, *b: str) -> Callable:
    """Separate matrices, out x in, the gates on top of each other; a second bias is zero."""

    def layout(w, u, bias):
        first = stack(*(getattr(bias, k) for k in order))[..., 0]
        biases = {n: first if n == b[0] else 0 * first for n in b}
        return {W: stack(*(getattr(w, k) for k in order)), U: stack(*(getattr(u, k) for k in order))} | biases

    return layout


def columns(order: str, W: str, U: str, b: str) -> Callable:
    """Separate matrices, in x out, the gates side by side."""

    def layout(w, u, bias):
        wide = {n: beside(*(getattr(a, k).mT for k in order)) for n, a in ((W, w), (U, u), (b, bias))}
        return wide | {b: wide[b][..., 0, :]}

    return layout


def joined(order: str, kernel: str, b: str) -> Callable:
    """One matrix, in x out: the rows of x, then those of h; the gates side by side."""
    separate = columns(order, "x", "h", b)

    def layout(w, u, bias):
        parts = separate(w, u, bias)
        return {kernel: stack(parts["x"], parts["h"]), b: parts[b]}

    return layout


def per_gate(order: str, W: str, U: str, b: str, transposed: bool) -> Callable:
    """One matrix per gate, `{}` in the names standing for the gate's letter."""

    def layout(w, u, bias):
        turn = (lambda a: a.mT) if transposed else (lambda a: a)
        arrays = {W.format(k): turn(getattr(w, k)) for k in order} | {U.format(k): turn(getattr(u, k)) for k in order}
        return arrays | {b.format(k): getattr(bias, k)[..., 0] for k in order}

    return layout


def interleaved(order: str, W: str, U: str, b: str) -> Callable:
    """out x in with the gates of one unit next to each other: row 4 u + j is gate j of unit u."""

    def mixed(a):
        return np.stack([getattr(a, k) for k in order], -2).reshape(-1, getattr(a, order[0]).shape[-1])

    return lambda w, u, bias: {W: mixed(w), U: mixed(u), b: mixed(bias)[:, 0]}


FRAMEWORKS = {
    "pytorch": Framework(
        "PyTorch nn.LSTM, LSTMCell", "ifgo", "i f g o", rows("ifgo", "weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"), "W x",
        "none; everything U(±1/√H)", "no", "(T, B, ·); batch_first optional", "(h, c), (layers · directions, B, H)", "projection weight_hr_l0 (P x H)", "p torch 2.13"),
    "cudnn": Framework(
        "cuDNN", "ifgo", "i f g o", per_gate("ifgo", "W_{}", "R_{}", "b_{}", False), "W x",
        "none", "no", "both, packed", "(h, c), (layers · directions, B, ·)", "one flat buffer: all matrices, then all biases (two by default); optional clip of c; the array names are ours", "d; bias modes m"),
    "miopen": Framework(
        "MIOpen", "ifog", "i f o g", rows("ifog", "W", "R", "b_W", "b_R"), "W x", "none", "no", "(T, B, ·)", "(h, c)", "the array names are ours", "p (comment in Keras 3.15.1); rest m"),
    "tf_lstm": Framework(
        "TensorFlow 1 BasicLSTMCell, LSTMCell", "igfo", "i j f o", joined("igfo", "kernel", "bias"), "x W",
        "+1.0 inside the sigmoid, not stored", "LSTMCell: w_i_diag, w_f_diag on c(t-1), w_o_diag on c(t)", "one step", "(c, h), (B, H)", "LSTMCell: cell_clip, proj_clip", "s"),
    "tf_layernorm": Framework(
        "TensorFlow 1 LayerNormBasicLSTMCell", "igfo", "i j f o", joined("igfo", "kernel", "bias"), "x W",
        "+1.0 inside the sigmoid, after the norm", "no", "one step", "(c, h), (B, H)", "bias only without layer norm; the carried c is normalised", "s"),
    "tf_block": Framework(
        "TensorFlow LSTMBlockCell, BlockLSTM", "igfo", "i ci f o", joined("igfo", "w", "b"), "x W",
        "+1.0 attribute, inside the sigmoid", "wci, wcf on c(t-1), wco on c(t) after clipping", "(T, B, ·)", "(cs, h), (B, H)", "cell_clip 3.0 in the op, off in the Python wrapper", "s"),
    "tf_block_v2": Framework(
        "TensorFlow BlockLSTMV2", "ifgo", "i f ci o", joined("ifgo", "w", "b"), "x W",
        "none", "wci, wcf on c(t-1), wco on c(t) after clipping", "(T, B, ·)", "(cs, h), (B, H)", "cell_clip 0 (off)", "s"),
    "keras": Framework(
        "Keras LSTM", "ifgo", "i f c o", columns("ifgo", "kernel", "recurrent_kernel", "bias"), "x W",
        "1, stored in block f of the bias", "no", "(B, T, ·)", "[h, c], (B, H)", "", "p keras 3.15.1"),
    "onnx": Framework(
        "ONNX LSTM, ONNX Runtime LSTMGrad", "iofg", "i o f c", rows("iofg", "W", "R", "Wb", "Rb"), "W x",
        "none", "P (3H), order i o f; P_o on C(t)", "layout 0: (T, B, ·); 1: (B, T, ·)", "(h, c), (directions, B, H)", "B is Wb and Rb in one array (8H); a first axis of directions; clip of the pre-activations", "s"),
    "flax": Framework(
        "Flax LSTMCell", "ifgo", "i f g o, by name", per_gate("ifgo", "i{}/kernel", "h{}/kernel", "h{}/bias", True), "x W",
        "0", "no", "leading axes are batch", "(c, h), (..., H)", "biases on the hidden side only", "p flax 0.12.8"),
    "haiku": Framework(
        "Haiku LSTM", "igfo", "i g f o", joined("igfo", "linear/w", "linear/b"), "x W", "+1 inside the sigmoid", "no", "one step", "(hidden, cell), (B, H)", "", "p dm-haiku 0.0.17"),
    "equinox": Framework(
        "Equinox LSTMCell", "ifgo", "i f g o", rows("ifgo", "weight_ih", "weight_hh", "bias"), "W x", "none; everything U(±1/√H)", "no", "one step, unbatched", "(h, c), (H,)", "", "p equinox 0.13.8"),
    "mxnet": Framework(
        "MXNet gluon LSTM, LSTMCell", "ifgo", "i f g o", rows("ifgo", "i2h_weight", "h2h_weight", "i2h_bias", "h2h_bias"), "W x",
        "zeros by default; docstring of rnn.LSTM names 'lstmbias' (block f = 1)", "no", "TNC by default", "[h, c], (layers · directions, B, H)", "projection and clip only with cuDNN", "p mxnet 1.9.1"),
    "haste": Framework(
        "haste LSTM, LayerNormLSTM", "igfo", "i g f o", columns("igfo", "kernel", "recurrent_kernel", "bias"), "x W", "1, stored", "no", "(T, B, ·); batch_first optional", "(h, c), (1, B, H)", "zoneout, DropConnect", "s"),
    "chainer": Framework(
        "Chainer functions.lstm", "gifo", "a i f o, per unit", interleaved("gifo", "upward/W", "lateral/W", "upward/b"), "W x",
        "of the caller's linear layers", "separate link StatefulPeepholeLSTM", "one step; the batch may shrink", "(c, h), (B, H)", "the function takes pre-activations; the arrays are the caller's", "s"),
    "xlstm": Framework(
        "xlstm, FlashRNN sLSTM", "ifgo", "i f z o", per_gate("ifgo", "W_{}", "R_{}", "b_{}", False), "W x",
        "power law or 3 to 6, stored", "no", "(B, T, ·)", "(y, c, n, m), (4, B, H)", "exponential gates, another cell; R per head, xlstm stores it transposed; W outside the cell; the array names are ours", "s"),
    "coreml": Framework(
        "CoreML LSTM", "ifog", "i f o z", rows("ifog", "W", "R", "b"), "W x", "none", "optional", "-", "(h, c)", "the array names are ours", "d"),
    "webnn": Framework(
        "WebNN lstm, lstmCell", "iofg", "i o f g (default; or i f g o)", rows("iofg", "weight", "recurrentWeight", "bias", "recurrentBias"), "W x", "none", "optional, (3H)", "-", "(h, c)", "a first axis of directions in lstm", "d"),
    "openvino": Framework(
        "OpenVINO LSTMCell (v0)", "ifgo", "I F C O (default; an attribute names others)", rows("ifgo", "W", "R", "B"), "W x", "none", "optional", "-", "(h, c)", "orders FICO, ICOF, IFCO, IFOC, IOFC", "d"),
    "deeplearning4j": Framework(
        "DeepLearning4j LSTM", "gfoi", "I F O G (I = block input, G = input gate)", columns("gfoi", "W", "RW", "b"), "x W",
        "option", "GravesLSTM: three more columns of RW, order f, o, g", "-", "-", "the array names are ours", "excerpt s; naming m"),
}  # fmt: skip
