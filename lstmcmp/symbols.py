"""The mathematics a convention file may use, on numpy (real or complex) and on torch alike.

Every function works on arrays that carry leading axes: a column vector is ``(..., n, 1)``, a row vector ``(..., 1, n)``,
a matrix ``(..., n, m)``. The transpose is ``a.mT``. Nothing here imports torch: a tensor brings its own methods.
"""

import sys

import numpy as np


class Zero:
    """Zero of a shape nobody knows yet: what a symbol is beyond the ends while the shapes are being found out.

    It absorbs products, vanishes in sums, and the functions below hand it through.
    """

    __array_ufunc__ = None  # so that numpy leaves `array * Zero()` to us

    def absorb(self, *_):
        return self

    def vanish(self, other):
        return other

    __mul__ = __rmul__ = __matmul__ = __rmatmul__ = __truediv__ = __rtruediv__ = __mod__ = __pow__ = __getitem__ = __neg__ = absorb
    __add__ = __radd__ = __rsub__ = vanish
    tanh = sigmoid = exp = log = sqrt = sum = absorb
    mT = property(absorb)

    def __sub__(self, other):
        return other

    __lt__ = __gt__ = __le__ = __ge__ = __eq__ = __ne__ = absorb
    __hash__ = None


def sigmoid(a):
    """The logistic function 1 / (1 + exp(-a)), elementwise."""
    return a.sigmoid() if hasattr(a, "sigmoid") else 1 / (1 + np.exp(-a))


def tanh(a):
    """The hyperbolic tangent, elementwise."""
    return a.tanh() if hasattr(a, "tanh") else np.tanh(a)


def exp(a):
    """The exponential, elementwise."""
    return a.exp() if hasattr(a, "exp") else np.exp(a)


def log(a):
    """The natural logarithm, elementwise."""
    return a.log() if hasattr(a, "log") else np.log(a)


def sqrt(a):
    """The square root, elementwise."""
    return a.sqrt() if hasattr(a, "sqrt") else np.sqrt(a)


def where(condition, a, b):
    """a where the condition holds, else b, elementwise; a condition compares real parts: `real(x) > 0`."""
    if isinstance(a, Zero) or isinstance(b, Zero) or isinstance(condition, Zero):
        return Zero()
    if isinstance(condition, np.ndarray):
        return np.where(condition, a, b)
    return sys.modules["torch"].where(condition, a, b)  # a tensor: then torch is loaded already


def real(a):
    """The real part, which is all there is outside the complex step."""
    return a.real if isinstance(a, np.ndarray) else a


def maximum(a, b):
    """The larger of two arrays, elementwise; the first where they are equal."""
    return where(real(a) >= real(b), a, b)


def minimum(a, b):
    """The smaller of two arrays, elementwise; the first where they are equal."""
    return where(real(a) <= real(b), a, b)


def clamp(a, low, high):
    """a between low and high (numbers), elementwise."""
    return where(real(a) < low, 0 * a + low, where(real(a) > high, 0 * a + high, a))


def total(a):
    """The sum over the entries of one vector or matrix, shape (..., 1, 1)."""
    return a if isinstance(a, Zero) else a.sum((-2, -1), keepdims=True)


def mean(a):
    """The mean over the entries of one vector or matrix, shape (..., 1, 1)."""
    return a if isinstance(a, Zero) else total(a) / (a.shape[-2] * a.shape[-1])


def softmax(a):
    """exp(a) / sum of exp(a) over the entries of a column or row vector."""
    return exp(a) / total(exp(a))


def outer(a, b):
    """a bᵀ of two column vectors (..., n, 1), (..., m, 1), or of two row vectors; shape (..., n, m)."""
    if isinstance(a, Zero) or isinstance(b, Zero):
        return Zero()
    columns = a.shape[-1] == 1 and b.shape[-1] == 1
    return a @ b.mT if columns else a.mT @ b


def stack(*parts):
    """The parts on top of each other (axis -2); a plain number is a row of its own. Leading axes are broadcast."""
    return _join(parts, -2)


def beside(*parts):
    """The parts side by side (axis -1); a plain number is a column of its own. Leading axes are broadcast."""
    return _join(parts, -1)


def split(a, parts):
    """A vector cut into equal parts, a tuple; a matrix is cut by its rows."""
    if isinstance(a, Zero):
        return (a,) * parts
    row = a.shape[-2] == 1
    n = a.shape[-1 if row else -2]
    if n % parts:
        raise ValueError(f"{n} entries cannot be split into {parts} equal parts")
    n //= parts
    return tuple(a[..., k * n : (k + 1) * n] if row else a[..., k * n : (k + 1) * n, :] for k in range(parts))


def _join(parts, axis):
    if any(isinstance(p, Zero) for p in parts):
        return Zero()
    arrays = [p for p in parts if not isinstance(p, (int, float))]
    lead = np.broadcast_shapes(*(tuple(a.shape[:-2]) for a in arrays))
    other = arrays[0].shape[-1 if axis == -2 else -2]
    like = arrays[0]

    def full(p):
        if isinstance(p, (int, float)):
            shape = (*lead, 1, other) if axis == -2 else (*lead, other, 1)
            return like.new_full(shape, p) if hasattr(like, "new_full") else np.full(shape, p, like.dtype)
        shape = (*lead, *p.shape[-2:])
        if p.shape == shape:
            return p
        return p.expand(shape) if hasattr(p, "expand") else np.broadcast_to(p, shape)

    whole = [full(p) for p in parts]
    if hasattr(like, "new_full"):  # a tensor: then torch is loaded already
        return sys.modules["torch"].cat(whole, axis)
    return np.concatenate(whole, axis)
