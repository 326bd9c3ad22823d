"""Code: sequences first, rows are data, W and U are transposed and side by side, gates in the order f, i, o, g."""

import numpy as np

AXES = "BTD"


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def forward(Wx, Wh, bias, x, h0, c0):
    h, c = np.zeros((x.shape[0], x.shape[1] + 1, h0.shape[1])), np.zeros((x.shape[0], x.shape[1] + 1, h0.shape[1]))
    h[:, 0], c[:, 0] = h0, c0
    gates = np.zeros((x.shape[0], x.shape[1], 4, h0.shape[1]))
    for t in range(x.shape[1]):
        z = (x[:, t] @ Wx + h[:, t] @ Wh + bias).reshape(len(x), 4, -1)
        gates[:, t, :3], gates[:, t, 3] = sigmoid(z[:, :3]), np.tanh(z[:, 3])
        f, i, o, g = gates[:, t].swapaxes(0, 1)
        c[:, t + 1] = f * c[:, t] + i * g
        h[:, t + 1] = o * np.tanh(c[:, t + 1])
    return h[:, 1:], c[:, -1], (x, h, c, gates, Wx, Wh)


def backward(dh, dc_T, cache):
    x, h, c, gates, Wx, Wh = cache
    dWx, dWh, dbias, dx = np.zeros(Wx.shape), np.zeros(Wh.shape), np.zeros(Wh.shape[1]), np.zeros(x.shape)
    from_right, dc = 0, dc_T
    for t in reversed(range(x.shape[1])):
        f, i, o, g = gates[:, t].swapaxes(0, 1)
        d, tc = dh[:, t] + from_right, np.tanh(c[:, t + 1])
        dc = dc + d * o * (1 - tc**2)
        dz = np.hstack([dc * c[:, t] * f * (1 - f), dc * g * i * (1 - i), d * tc * o * (1 - o), dc * i * (1 - g**2)])
        dWx, dWh, dbias, dx[:, t] = dWx + x[:, t].T @ dz, dWh + h[:, t].T @ dz, dbias + dz.sum(0), dz @ Wx.T
        from_right, dc = dz @ Wh.T, dc * f
    return dict(dWx=dWx, dWh=dWh, dbias=dbias, dx=dx, dh0=from_right, dc0=dc)


def layout(W, U, b):
    return {n: np.hstack([a.f.T, a.i.T, a.o.T, a.g.T]) for n, a in (("Wx", W), ("Wh", U))} | dict(bias=np.concatenate([b.f, b.i, b.o, b.g])[:, 0])
