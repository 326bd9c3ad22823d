"""Deriving LSTM Gradient for Backpropagation, Agustinus Kristiadi (2016)."""
from lstmcmp.symbols import beside, log, sigmoid, softmax, stack, tanh, total

SOURCE = dict(
    author="Agustinus Kristiadi", year=2016, title="Deriving LSTM Gradient for Backpropagation", kind="mathematics and code",
    url="https://wiseodd.github.io/techblog/2016/08/12/lstm-backprop/",
)
READING = (
    "the text since 2017-02-12; mixed: the post calls dsigmoid and dtanh and does not define them; here dsigmoid(v) = v (1 - v), dtanh(hc) = 1 - hc^2 and "
    "dtanh(c) = 1 - tanh(c)^2; F8 is the mean over the steps and B1 does not divide dy, so that the gradients are those of the sum; "
    "a name with a digit is a value that a later line overwrites: dho1 is B5's dho, dc1 is B7's dc; "
    "the (dh_next, dc_next) of the first step, which are formed and not returned, are judged as dh0 and dc0"
)
AXES = "row"                                     # X @ W, h before x
STATE = dict(h="h", c="c")
UPSTREAM = dict(dy="y")
TARGETS = dict(y_train="one-hot D")
WEIGHTS = dict(Wy=("H", "D"), by=(1, "D"))       # D is the size of the vocabulary
FACTOR = "T"                                     # F8 divides by the number of steps, B1 does not
MEANING = dict(                                  # d<name> is the gradient of <name>, before and after the factor of an activation
    dy="y", dWy="Wy", dby="by", dh="h", dho1="ho", dho="pre(ho)", dc1=("h", "c"), dc="c",
    dhf1="hf", dhf="pre(hf)", dhi1="hi", dhi="pre(hi)", dhc1="hc", dhc="pre(hc)",
    dWf="Wf", dbf="bf", dXf=("hf", "X"), dWi="Wi", dbi="bi", dXi=("hi", "X"),
    dWo="Wo", dbo="bo", dXo=("ho", "X"), dWc="Wc", dbc="bc", dXc=("hc", "X"),
    dX="X", dh_next="h_prev", dc_next="c_prev",
)


def _dsigmoid(v):                                # called with ho, hf, hi
    return v * (1 - v)


def _dtanh_hc(v):                                # dtanh as it is called with hc
    return 1 - v**2


def _dtanh_c(v):                                 # dtanh as it is called with c
    return 1 - tanh(v) ** 2


def h_old(h_prev):
    "(Symbols) h_old = h_{t-1}"
    return h_prev


def c_old(c_prev):
    "(Symbols) c_old = c_{t-1}"
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


def c(hf, c_old, hi, hc):
    "(F5) c = hf * c_old + hi * hc"
    return hf * c_old + hi * hc


def h(ho, c):
    "(F6) h = ho * tanh(c)"
    return ho * tanh(c)


def y(h, Wy, by):
    "(F7) y = h @ Wy + by"
    return h @ Wy + by


def prob(y):
    "(F7) prob = softmax(y)"
    return softmax(y)


def loss(prob, y_train, T):
    "(F8) loss = (1/T) Σ_t cross_entropy(prob_t, y_t)"
    return -total(y_train * log(prob)) / T


def dy(prob, y_train):
    "(B1) dy = prob; dy[1, y_train] -= 1"
    return prob - y_train


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
    "(B5) dho = tanh(c) * dh"
    return tanh(c) * dh


def dho(ho, dho1):
    "(B6) dho = dsigmoid(ho) * dho"
    return _dsigmoid(ho) * dho1


def dc1(ho, dh, c):
    "(B7) dc = ho * dh * dtanh(c)"
    return ho * dh * _dtanh_c(c)


def dc(dc1, dc_next):
    "(B8) dc = dc + dc_next"
    return dc1 + dc_next


def dhf1(c_old, dc):
    "(B9) dhf = c_old * dc"
    return c_old * dc


def dhf(hf, dhf1):
    "(B10) dhf = dsigmoid(hf) * dhf"
    return _dsigmoid(hf) * dhf1


def dhi1(hc, dc):
    "(B11) dhi = hc * dc"
    return hc * dc


def dhi(hi, dhi1):
    "(B12) dhi = dsigmoid(hi) * dhi"
    return _dsigmoid(hi) * dhi1


def dhc1(hi, dc):
    "(B13) dhc = hi * dc"
    return hi * dc


def dhc(hc, dhc1):
    "(B14) dhc = dtanh(hc) * dhc"
    return _dtanh_hc(hc) * dhc1


def dWf(X, dhf):
    "(B15) dWf = X^T @ dhf"
    return X.mT @ dhf


def dbf(dhf):
    "(B15) dbf = dhf"
    return dhf


def dXf(dhf, Wf):
    "(B15) dXf = dhf @ Wf^T"
    return dhf @ Wf.mT


def dWi(X, dhi):
    "(B16) dWi = X^T @ dhi"
    return X.mT @ dhi


def dbi(dhi):
    "(B16) dbi = dhi"
    return dhi


def dXi(dhi, Wi):
    "(B16) dXi = dhi @ Wi^T"
    return dhi @ Wi.mT


def dWo(X, dho):
    "(B17) dWo = X^T @ dho"
    return X.mT @ dho


def dbo(dho):
    "(B17) dbo = dho"
    return dho


def dXo(dho, Wo):
    "(B17) dXo = dho @ Wo^T"
    return dho @ Wo.mT


def dWc(X, dhc):
    "(B18) dWc = X^T @ dhc"
    return X.mT @ dhc


def dbc(dhc):
    "(B18) dbc = dhc"
    return dhc


def dXc(dhc, Wc):
    "(B18) dXc = dhc @ Wc^T"
    return dhc @ Wc.mT


def dX(dXo, dXc, dXi, dXf):
    "(B19) dX = dXo + dXc + dXi + dXf"
    return dXo + dXc + dXi + dXf


def dh_next(dX, H):
    "(B20) dh_next = dX[:, :H]"
    return dX[..., :, :H]


def dc_next(hf, dc):
    "(B21) dc_next = hf * dc"
    return hf * dc


def layout(W, U, b):
    "Wk = [U_k^T ; W_k^T] (rows: h, then x) and bk a row, k = f, i, c, o (c is the project's g)"
    return dict(
        Wf=stack(U.f.mT, W.f.mT), Wi=stack(U.i.mT, W.i.mT), Wc=stack(U.g.mT, W.g.mT), Wo=stack(U.o.mT, W.o.mT),
        bf=b.f.mT, bi=b.i.mT, bc=b.g.mT, bo=b.o.mT,
    )
