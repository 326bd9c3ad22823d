"""Code: steps first, gates on top of each other in the order i, f, g, o (the default layout)."""

import numpy as np

AXES = "TBD"


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def forward(W, U, b, x, h0, c0):
    h, c, hs, steps = h0, c0, [], []
    for x_t in x:
        i, f, g, o = np.split(x_t @ W.T + h @ U.T + b, 4, axis=1)
        i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
        c_new = f * c + i * g
        steps.append((x_t, h, c, i, f, g, o, c_new))
        h, c = o * np.tanh(c_new), c_new
        hs.append(h)
    return np.stack(hs), c, dict(W=W, U=U, steps=steps)


def backward(dh, dc_T, cache):
    W, U = cache["W"], cache["U"]
    dW, dU, db = np.zeros(W.shape), np.zeros(U.shape), np.zeros(len(W))
    dx = []
    dh_next, dc_next = np.zeros(dc_T.shape), dc_T.copy()
    for t in reversed(range(len(dh))):
        x, h_prev, c_prev, i, f, g, o, c = cache["steps"][t]
        dh_t = dh[t] + dh_next
        dc = dc_next + dh_t * o * (1 - np.tanh(c) ** 2)
        di, df, dg, do = dc * g * i * (1 - i), dc * c_prev * f * (1 - f), dc * i * (1 - g**2), dh_t * np.tanh(c) * o * (1 - o)
        dz = np.hstack([di, df, dg, do])
        dW += dz.T @ x
        dU += dz.T @ h_prev
        db += dz.sum(0)
        dx.insert(0, dz @ W)
        dh_next = dz @ U
        dc_next = dc * f
    return dict(dW=dW, dU=dU, db=db, dx=np.stack(dx), dh0=dh_next, dc0=dc_next)
