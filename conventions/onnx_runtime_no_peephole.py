"""LSTMGrad without peepholes, ONNX Runtime training ops, Microsoft (2017)."""
from lstmcmp.symbols import sigmoid

BASE = "onnx_runtime"
SOURCE = dict(
    author="Microsoft", year=2017, title="ONNX operator LSTM and ONNX Runtime LSTMGrad, without peepholes", kind="code",
    url="https://github.com/microsoft/onnxruntime/blob/130fed8ae3bc/orttraining/orttraining/training_ops/cpu/rnn/lstm_grad_compute.cc",
)
READING = (
    "one direction; P is absent, so it is 0 and (34) to (36) are not asked for; W, R and B of the source block by block (W_i, W_o, ...); the gradient of "
    "Y_h, which the source adds if it is given, is not given: what arrives at the last H is part of the gradient of Y; "
    "f, g, h of F1 to F6 are sigmoid, tanh, tanh, the operator's defaults; the year is that of the operator, the year of the gradient is not recorded"
)
CELL = "standard"
CUTS = {}
MEANING = {symbol: meant for symbol, meant in MEANING.items() if not symbol.startswith("dL_dP")}  # noqa: F821

del dL_dP_i, dL_dP_o, dL_dP_f  # noqa: F821


def i_t(x, W_i, H_t_prev, R_i, Wb_i, Rb_i):
    "(F1) i_t = f(X_t W_i^T + H_{t-1} R_i^T + Wb_i + Rb_i)"
    return sigmoid(x @ W_i.mT + H_t_prev @ R_i.mT + Wb_i + Rb_i)


def f_t(x, W_f, H_t_prev, R_f, Wb_f, Rb_f):
    "(F2) f_t = f(X_t W_f^T + H_{t-1} R_f^T + Wb_f + Rb_f)"
    return sigmoid(x @ W_f.mT + H_t_prev @ R_f.mT + Wb_f + Rb_f)


def o_t(x, W_o, H_t_prev, R_o, Wb_o, Rb_o):
    "(F5) o_t = f(X_t W_o^T + H_{t-1} R_o^T + Wb_o + Rb_o)"
    return sigmoid(x @ W_o.mT + H_t_prev @ R_o.mT + Wb_o + Rb_o)


def layout(W, U, b):
    "W_k, R_k, Wb_k the weights, recurrent weights and biases of k = i, o, f, c (the project's g); Rb_k zero"
    gates = dict(i="i", o="o", f="f", c="g")
    found = {f"{name}_{k}": getattr(a, of) for name, a in (("W", W), ("R", U)) for k, of in gates.items()}
    return found | {f"Wb_{k}": getattr(b, of).mT for k, of in gates.items()} | {f"Rb_{k}": 0 * getattr(b, of).mT for k, of in gates.items()}
