"""What `lstmcmp new` writes: a file that already runs and is right."""

from pathlib import Path

from .errors import UsageError

EQUATIONS = '''"""My LSTM."""
from lstmcmp.symbols import outer, sigmoid, split, stack, tanh

# One function is one equation: its name is the symbol, its arguments are the symbols it reads, its text is the equation
# as you print it, with its number. X_prev is X one step earlier, X_next one step later. Vectors are columns.
STATE = dict(h="h", c="c")                # the output and the cell state
UPSTREAM = dict(dy="h", dc_next="c@T")    # given from outside: dL/dh at every step, dL/dc at the last one


def z(W, x, U, h_prev, b):
    "(1) z = W x + U h_prev + b"
    return W @ x + U @ h_prev + b


def i(z):
    "(2) i = sigmoid(z_i)"
    return sigmoid(split(z, 4)[0])


def f(z):
    "(3) f = sigmoid(z_f)"
    return sigmoid(split(z, 4)[1])


def g(z):
    "(4) g = tanh(z_g)"
    return tanh(split(z, 4)[2])


def o(z):
    "(5) o = sigmoid(z_o)"
    return sigmoid(split(z, 4)[3])


def c(f, c_prev, i, g):
    "(6) c = f * c_prev + i * g"
    return f * c_prev + i * g


def h(o, c):
    "(7) h = o * tanh(c)"
    return o * tanh(c)


def dh(dy, dh_next):
    "(8) dh = dy + dh_next"
    return dy + dh_next


def dc(dc_next, dh, o, c):
    "(9) dc = dc_next + dh * o * (1 - tanh(c)^2)"
    return dc_next + dh * o * (1 - tanh(c) ** 2)


def do(dh, c, o):
    "(10) do = dh * tanh(c) * o * (1 - o)"
    return dh * tanh(c) * o * (1 - o)


def dg(dc, i, g):
    "(11) dg = dc * i * (1 - g^2)"
    return dc * i * (1 - g**2)


def df(dc, c_prev, f):
    "(12) df = dc * c_prev * f * (1 - f)"
    return dc * c_prev * f * (1 - f)


def di(dc, g, i):
    "(13) di = dc * g * i * (1 - i)"
    return dc * g * i * (1 - i)


def dz(di, df, dg, do):
    "(14) dz = [di; df; dg; do]"
    return stack(di, df, dg, do)


# A function named X_prev is what this step hands back to the step before, which reads it as X_next.
def dc_prev(dc, f):
    "(15) dc_prev = dc * f"
    return dc * f


def dh_prev(U, dz):
    "(16) dh_prev = U^T dz"
    return U.mT @ dz


def dx(W, dz):
    "(17) dx = W^T dz"
    return W.mT @ dz


# Contributions of one step; they are summed over the steps and the sequences.
def dW(dz, x):
    "(18) dW = sum of dz x^T"
    return outer(dz, x)


def dU(dz, h_prev):
    "(19) dU = sum of dz h_prev^T"
    return outer(dz, h_prev)


def db(dz):
    "(20) db = sum of dz"
    return dz


def layout(W, U, b):
    "your arrays from the weights per gate: W.i (H x D), U.i (H x H), b.i (H x 1), and so on for f, g, o"
    return dict(W=stack(W.i, W.f, W.g, W.o), U=stack(U.i, U.f, U.g, U.o), b=stack(b.i, b.f, b.g, b.o))
'''

CODE = '''"""My LSTM, as code."""
import numpy as np

AXES = "TBD"  # x is (steps, sequences, inputs); "BTD", or "TD" for one sequence at a time


def _sigmoid(a):
    return 1 / (1 + np.exp(-a))


def forward(W, U, b, x, h0, c0):
    "weights by the names that layout() gives them; returns all h, the last c, and whatever backward needs"
    h, c, steps = h0, c0, []
    out = np.zeros((len(x), *h0.shape))
    for t in range(len(x)):
        i, f, g, o = np.split(x[t] @ W.T + h @ U.T + b, 4, axis=1)
        i, f, g, o = _sigmoid(i), _sigmoid(f), np.tanh(g), _sigmoid(o)
        steps.append((x[t], h, c, i, f, g, o))
        c = f * c + i * g
        h = o * np.tanh(c)
        out[t] = h
    return out, c, (W, U, c, steps)


def backward(dh, dc_T, cache):
    "dh is dL/dh from outside at every step, dc_T is dL/dc at the last one; returns {name: gradient}"
    W, U, c, steps = cache
    dW, dU, db, dx = np.zeros_like(W), np.zeros_like(U), np.zeros(len(W)), np.zeros((len(steps), *steps[0][0].shape))
    dh_next, dc_next = np.zeros_like(dc_T), dc_T
    for t in reversed(range(len(steps))):
        x, h_prev, c_prev, i, f, g, o = steps[t]
        dh_t = dh[t] + dh_next
        dc = dc_next + dh_t * o * (1 - np.tanh(c) ** 2)
        dz = np.hstack([dc * g * i * (1 - i), dc * c_prev * f * (1 - f), dc * i * (1 - g**2), dh_t * np.tanh(c) * o * (1 - o)])
        dW += dz.T @ x
        dU += dz.T @ h_prev
        db += dz.sum(0)
        dx[t] = dz @ W
        dh_next, dc_next, c = dz @ U, dc * f, c_prev
    return dict(dW=dW, dU=dU, db=db, dx=dx, dh0=dh_next, dc0=dc_next)


def layout(W, U, b):
    "your arrays from the weights per gate: W.i (H x D), U.i (H x H), b.i (H x 1), and so on for f, g, o"
    gates = "ifgo"
    W, U, b = (np.concatenate([getattr(a, k) for k in gates]) for a in (W, U, b))
    return dict(W=W, U=U, b=b[:, 0])
'''


def write(path: Path, style: str):
    """Write the template of this style; UsageError if the file is there already or cannot be written."""
    if path.suffix != ".py":
        raise UsageError(f"{path}: a convention is a Python file; give it a name ending in .py.")
    if not path.stem.isidentifier():
        raise UsageError(f"{path}: the file's name is the convention's name; use letters, digits and underscores.")
    try:
        with open(path, "x", encoding="utf-8") as f:
            f.write(CODE if style == "code" else EQUATIONS)
    except FileExistsError:
        raise UsageError(f"{path} is there already and was left as it is; choose another name.") from None
    except OSError as e:
        raise UsageError(f"{path} cannot be written: {e.strerror}.") from None
