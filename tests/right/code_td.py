"""Code: one sequence at a time, one matrix per gate over [h, x]; backward reads the upstream only and gives what it likes."""

import numpy as np

AXES = "TD"


def forward(Wf, bf, Wi, bi, Wg, bg, Wo, bo, x, h0, c0):
    cache, hs = [], []
    h, c = h0, c0
    for x_t in x:
        v, c_prev = np.concatenate([h, x_t]), c
        f, i, o = (1 / (1 + np.exp(-(W @ v + b))) for W, b in ((Wf, bf), (Wi, bi), (Wo, bo)))
        g = np.tanh(Wg @ v + bg)
        c = f * c_prev + i * g
        h = o * np.tanh(c)
        hs.append(h)
        cache.append((v, c_prev, f, i, g, o, c, (Wf, Wi, Wg, Wo)))
    return np.array(hs), c, cache


def backward(dh, cache):
    n = dh.shape[1]
    grads, dx = {}, np.zeros((len(dh), cache[0][0].size - n))
    dh_next, dc = np.zeros(n), np.zeros(n)
    for t in range(len(dh) - 1, -1, -1):
        v, c_prev, f, i, g, o, c, weights = cache[t]
        total = dh[t] + dh_next
        dc = dc + total * o * (1 - np.tanh(c) ** 2)
        dz = dict(f=dc * c_prev * f * (1 - f), i=dc * g * i * (1 - i), g=dc * i * (1 - g**2), o=total * np.tanh(c) * o * (1 - o))
        dv = sum(W.T @ dz[k] for k, W in zip("figo", weights, strict=True))
        for k in dz:
            grads[f"dW{k}"] = grads.get(f"dW{k}", 0) + np.outer(dz[k], v)
            grads[f"db{k}"] = grads.get(f"db{k}", 0) + dz[k]
        dh_next, dx[t], dc = dv[:n], dv[n:], dc * f
    return grads | dict(dx=dx)


def layout(W, U, b):
    return {f"W{k}": np.hstack([getattr(U, k), getattr(W, k)]) for k in "figo"} | {f"b{k}": getattr(b, k)[:, 0] for k in "figo"}
