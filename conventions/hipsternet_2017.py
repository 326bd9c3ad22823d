"""hipsternet, class LSTM, Agustinus Kristiadi (2017)."""
from lstmcmp.symbols import beside, log, sigmoid, softmax, stack, tanh, total

SOURCE = dict(
    author="Agustinus Kristiadi", year=2017, title="hipsternet, class LSTM (563de65)", kind="code",
    url="https://github.com/wiseodd/hipsternet/blob/563de65/hipsternet/neuralnet.py",
)
READING = (
    "the code at 563de65 (2017-02-12); F6 overwrites the c of F5, and its value is handed on; F9 is the mean over the steps and B1 divides by the rows of y, "
    "one here; a name with a digit is a value that a later line overwrites: c1 is F5's c, dc1 is W1's dc, dc2 is W2's; "
    "the (dh_next, dc_next) of the first step, which are formed and not returned, are judged as dh0 and dc0; the clipping of the summed gradients to "
    "[-5, 5] stands between the gradient and the update and is not part of this file"
)
CELL = "tanh-carry"
AXES = "row"                                     # X @ W, h before x
STATE = dict(h="h", c="c")
TARGETS = dict(target="one-hot D")
WEIGHTS = dict(Wy=("H", "D"), by=(1, "D"))       # D is the size of the vocabulary
MEANING = dict(                                  # d<name> is the gradient of <name>, before and after the factor of an activation
    dy="y", dWy="Wy", dby="by", dh="h", dho1="ho", dho="pre(ho)", dc1="c", dc2="c1", dc="c1",
    dhf1="hf", dhf="pre(hf)", dhi1="hi", dhi="pre(hi)", dhc1="hc", dhc="pre(hc)",
    dXo=("ho", "X"), dWo="Wo", dbo="bo", dXc=("hc", "X"), dWc="Wc", dbc="bc",
    dXi=("hi", "X"), dWi="Wi", dbi="bi", dXf=("hf", "X"), dWf="Wf", dbf="bf",
    dX="X", dh_next="h_prev", dc_next="c_prev",
)


def _sigmoid_backward(d, s):                     # s (1 - s) d, s the stored output of the sigmoid
    return s * (1 - s) * d


def _tanh_backward(d, s):                        # (1 - s^2) d, s the stored output of the tanh
    return (1 - s**2) * d


def h_old(h_prev):
    "(Symbols) h_old: the h handed in, as returned by the previous step"
    return h_prev


def c_old(c_prev):
    "(Symbols) c_old: the c handed in, as returned by the previous step (F6, F8)"
    return c_prev


def X(h_old, x):
    "(Setting) X = [h_old, x_onehot]"
    return beside(h_old, x)


def hf(X, Wf, bf):
    "(F1) hf = sigmoid(X @ Wf + bf)"
    return sigmoid(X @ Wf + bf)


def hi(X, Wi, bi):
    "(F2) hi = sigmoid(X @ Wi + bi)"
    return sigmoid(X @ Wi + bi)


def ho(X, Wo, bo):
    "(F3) ho = sigmoid(X @ Wo + bo)"
    return sigmoid(X @ Wo + bo)


def hc(X, Wc, bc):
    "(F4) hc = tanh(X @ Wc + bc)"
    return tanh(X @ Wc + bc)


def c1(hf, c_old, hi, hc):
    "(F5) c = hf * c_old + hi * hc"
    return hf * c_old + hi * hc


def c(c1):
    "(F6) c = tanh(c)"
    return tanh(c1)


def h(ho, c):
    "(F7) h = ho * c"
    return ho * c


def y(h, Wy, by):
    "(F8) y = h @ Wy + by"
    return h @ Wy + by


def loss(y, target, T):
    "(F9) loss = (1/T) Σ_t ( - log softmax(y_t)[target_t] )"
    return -total(target * log(softmax(y))) / T


def dy(y, target):
    "(B1) dy = softmax(y) - onehot(target)"
    return softmax(y) - target


def dWy(h, dy):
    "(B2) dWy = h^T @ dy"
    return h.mT @ dy


def dby(dy):
    "(B3) dby = dy"
    return dy


def dh(dy, Wy, dh_next):
    "(B4) dh = dy @ Wy^T + dh_next"
    return dy @ Wy.mT + dh_next


def dho1(c, dh):
    "(B5) dho = c * dh"
    return c * dh


def dho(dho1, ho):
    "(B6) dho = sigmoid_backward(dho, ho)"
    return _sigmoid_backward(dho1, ho)


def dc1(ho, dh):
    "(W1) dc = ho * dh"
    return ho * dh


def dc2(dc1, c):
    "(W2) dc = tanh_backward(dc, c)"
    return _tanh_backward(dc1, c)


def dc(dc2, dc_next):
    "(W3) dc = dc + dc_next"
    return dc2 + dc_next


def dhf1(c_old, dc):
    "(B10) dhf = c_old * dc"
    return c_old * dc


def dhf(dhf1, hf):
    "(B11) dhf = sigmoid_backward(dhf, hf)"
    return _sigmoid_backward(dhf1, hf)


def dhi1(hc, dc):
    "(B12) dhi = hc * dc"
    return hc * dc


def dhi(dhi1, hi):
    "(B13) dhi = sigmoid_backward(dhi, hi)"
    return _sigmoid_backward(dhi1, hi)


def dhc1(hi, dc):
    "(B14) dhc = hi * dc"
    return hi * dc


def dhc(dhc1, hc):
    "(B15) dhc = tanh_backward(dhc, hc)"
    return _tanh_backward(dhc1, hc)


def dXo(dho, Wo):
    "(B16) dXo = dho @ Wo^T"
    return dho @ Wo.mT


def dWo(X, dho):
    "(B16) dWo = X^T @ dho"
    return X.mT @ dho


def dbo(dho):
    "(B16) dbo = dho"
    return dho


def dXc(dhc, Wc):
    "(B16) dXc = dhc @ Wc^T"
    return dhc @ Wc.mT


def dWc(X, dhc):
    "(B16) dWc = X^T @ dhc"
    return X.mT @ dhc


def dbc(dhc):
    "(B16) dbc = dhc"
    return dhc


def dXi(dhi, Wi):
    "(B16) dXi = dhi @ Wi^T"
    return dhi @ Wi.mT


def dWi(X, dhi):
    "(B16) dWi = X^T @ dhi"
    return X.mT @ dhi


def dbi(dhi):
    "(B16) dbi = dhi"
    return dhi


def dXf(dhf, Wf):
    "(B16) dXf = dhf @ Wf^T"
    return dhf @ Wf.mT


def dWf(X, dhf):
    "(B16) dWf = X^T @ dhf"
    return X.mT @ dhf


def dbf(dhf):
    "(B16) dbf = dhf"
    return dhf


def dX(dXo, dXc, dXi, dXf):
    "(B17) dX = dXo + dXc + dXi + dXf"
    return dXo + dXc + dXi + dXf


def dh_next(dX, H):
    "(B18) dh_next = dX[:, :H]"
    return dX[..., :, :H]


def dc_next(hf, dc):
    "(B19) dc_next = hf * dc"
    return hf * dc


def _dy(y, target, T):
    """(B1) dy = (softmax(y) - onehot(target)) / T

    F9 divides the loss by the number of steps; B1 gives the derivative of the sum."""
    return (softmax(y) - target) / T


def _dc1(ho, dh, dc_next):
    """(W1) dc = ho * dh + dc_next

    dc_next (B19) is the gradient of c_old, and the c that F8 hands on is the value of F6, behind the tanh: it belongs to dc before
    W2 takes dc through the tanh. The code up to 2017-02-12 has this line, see hipsternet_2016."""
    return ho * dh + dc_next


def _dc(dc2):
    """(W3) dc = dc

    The term of W1: behind tanh_backward the gradient is that of F5's c, which is not handed on. In a cell that hands on the c of
    F5, as in the author's post of the same day, dc_next does belong here, see kristiadi_2016."""
    return dc2


ERRATA = dict(dy=_dy, dc1=_dc1, dc=_dc)


def layout(W, U, b):
    "Wk = [U_k^T ; W_k^T] (rows: h, then x) and bk a row, k = f, i, c, o (c is the project's g)"
    return dict(
        Wf=stack(U.f.mT, W.f.mT), Wi=stack(U.i.mT, W.i.mT), Wc=stack(U.g.mT, W.g.mT), Wo=stack(U.o.mT, W.o.mT),
        bf=b.f.mT, bi=b.i.mT, bc=b.g.mT, bo=b.o.mT,
    )
