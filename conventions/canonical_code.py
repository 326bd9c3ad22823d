"""LSTM forward and backward, minimal and complete: one backward line per forward line, in reverse. One sequence, plain numpy."""
import numpy as np

SOURCE = dict(author="lstmcmp", year=2026, title="The minimal complete reference, in numpy", kind="code")
AXES = "TD"
I, F, G, O = range(4)  # noqa: E741                     gate order in W (4,H,D), U (4,H,H), b (4,H)

def forward(W, U, b, x, h0, c0):                      # x (T,D)   h0, c0 (H)
    h, c, steps = h0, c0, []
    for x_t in x:
        h_prev, c_prev = h, c
        i = sigmoid(W[I] @ x_t + U[I] @ h_prev + b[I])                  # (H)
        f = sigmoid(W[F] @ x_t + U[F] @ h_prev + b[F])                  # (H)
        g = np.tanh(W[G] @ x_t + U[G] @ h_prev + b[G])                  # (H)
        o = sigmoid(W[O] @ x_t + U[O] @ h_prev + b[O])                  # (H)
        c = f * c_prev + i * g                                          # (H)
        h = o * np.tanh(c)                                              # (H)
        steps.append((x_t, h_prev, c_prev, i, f, g, o, c, h))
    return np.array([s[-1] for s in steps]), c, (W, U, steps)

def backward(dh, dc_T, cache):                        # dL/dh_t from outside (T,H)   dL/dc_T (H)
    W, U, steps = cache
    dW, dU, db, dx = np.zeros_like(W), np.zeros_like(U), np.zeros(W.shape[:2]), np.zeros((len(steps), W.shape[2]))
    dh_next, dc_next = np.zeros_like(dc_T), dc_T      # what step t+1 hands back
    for t in reversed(range(len(steps))):
        x_t, h_prev, c_prev, i, f, g, o, c, h = steps[t]
        dh_t = dh[t] + dh_next                                          # (H) everything that h_t changes
        dc_t = dc_next + dh_t * o * (1 - np.tanh(c) ** 2)               # (H) h = o * tanh(c), c read by step t+1
        do = dh_t * np.tanh(c) * o * (1 - o)                            # (H) h = o * tanh(c), before the sigmoid of o
        dg = dc_t * i * (1 - g**2)                                      # (H) c = f * c_prev + i * g, before the tanh of g
        df = dc_t * c_prev * f * (1 - f)                                # (H) c = f * c_prev + i * g, before the sigmoid of f
        di = dc_t * g * i * (1 - i)                                     # (H) c = f * c_prev + i * g, before the sigmoid of i
        dc_next = dc_t * f                                              # (H) c = f * c_prev + i * g
        dz = np.array([di, df, dg, do])                                 # (4,H)
        dh_next = sum(U[k].T @ dz[k] for k in range(4))                 # (H)
        dx[t] = sum(W[k].T @ dz[k] for k in range(4))                   # (D)
        dW, dU, db = dW + dz[:, :, None] * x_t, dU + dz[:, :, None] * h_prev, db + dz
    return dict(dW=dW, dU=dU, db=db, dx=dx, dh0=dh_next, dc0=dc_next)

def sigmoid(a):
    return 1 / (1 + np.exp(-a))

def layout(W, U, b):                                  # these arrays from W.i (H,D), U.i (H,H), b.i (H,1), and so on
    W, U, b = (np.array([getattr(a, k) for k in "ifgo"]) for a in (W, U, b))
    return dict(W=W, U=U, b=b[:, :, 0])

if __name__ == "__main__":                            # its own gradient check: central differences, every entry
    T, D, H, rng = 6, 4, 5, np.random.default_rng(0)
    shapes = dict(W=(4, H, D), U=(4, H, H), b=(4, H), x=(T, D), h0=(H,), c0=(H,))
    p = {n: rng.normal(size=shape) for n, shape in shapes.items()}
    dh, dc_T = rng.normal(size=(T, H)), rng.normal(size=H)
    for name, grad in backward(dh, dc_T, forward(**p)[2]).items():
        true = np.zeros_like(grad)
        for at in np.ndindex(grad.shape):
            for s in (1e-5, -1e-5):
                moved = p[name[1:]].copy()
                moved[at] += s
                h, c, _ = forward(**p | {name[1:]: moved})
                true[at] += ((h * dh).sum() + c @ dc_T) / (2 * s)
        print(f"{name:4} {'right' if np.allclose(grad, true, atol=1e-7) else 'WRONG'} {np.abs(grad - true).max() / np.abs(true).max():.0e}")
