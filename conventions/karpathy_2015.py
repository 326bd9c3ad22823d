"""An efficient, batched LSTM, Andrej Karpathy (2015)."""
import numpy as np

SOURCE = dict(
    author="Andrej Karpathy", year=2015, title="An efficient, batched LSTM.", kind="code",
    url="https://gist.github.com/karpathy/587454dc0146a6ae21fc",
)
READING = "dh is the gist's dHout_in, dc_T its dcn; its optional dhn is not given: what arrives at the last h is part of dHout_in"
AXES = "TBD"


def forward(WLSTM, x, h0, c0):
    "Row vectors: Hin_t = [1, x_t, h_{t-1}]; the columns of IFOG are the blocks I, F, O, G."
    n, b, input_size = x.shape
    d = h0.shape[1]
    Hin = np.zeros((n, b, 1 + input_size + d))
    IFOG, IFOGf = np.zeros((n, b, 4 * d)), np.zeros((n, b, 4 * d))
    C, Ct, Hout = np.zeros((n, b, d)), np.zeros((n, b, d)), np.zeros((n, b, d))
    for t in range(n):
        h_prev, c_prev = (Hout[t - 1], C[t - 1]) if t > 0 else (h0, c0)
        Hin[t] = np.hstack([np.ones((b, 1)), x[t], h_prev])                  # F1
        IFOG[t] = Hin[t] @ WLSTM                                             # F2
        IFOGf[t, :, : 3 * d] = 1 / (1 + np.exp(-IFOG[t, :, : 3 * d]))        # F3
        IFOGf[t, :, 3 * d :] = np.tanh(IFOG[t, :, 3 * d :])
        i, f, o, g = np.split(IFOGf[t], 4, axis=1)
        C[t] = i * g + f * c_prev                                            # F4
        Ct[t] = np.tanh(C[t])                                                # F5
        Hout[t] = o * Ct[t]                                                  # F6
    return Hout, C[-1], dict(WLSTM=WLSTM, Hin=Hin, IFOGf=IFOGf, C=C, Ct=Ct, c0=c0)


def backward(dh, dc_T, cache):
    "B1 to B15, in this order; dk_ is dk^, the gradient before the activation of block k."
    WLSTM, Hin, IFOGf, C, Ct, c0 = (cache[k] for k in ("WLSTM", "Hin", "IFOGf", "C", "Ct", "c0"))
    n, b, d = C.shape
    input_size = Hin.shape[2] - 1 - d
    dC, dWLSTM = np.zeros(C.shape), np.zeros(WLSTM.shape)
    dX, dh0 = np.zeros((n, b, input_size)), np.zeros((b, d))
    dHout = dh.copy()
    dC[n - 1] += dc_T                                                        # B1; B2 (dhn) is not given
    for t in reversed(range(n)):
        i, f, o, g = np.split(IFOGf[t], 4, axis=1)
        dO = Ct[t] * dHout[t]                                                # B3
        dC[t] += (1 - Ct[t] ** 2) * (o * dHout[t])                           # B4
        if t > 0:
            dF = C[t - 1] * dC[t]                                            # B5
            dC[t - 1] += f * dC[t]                                           # B6
        else:
            dF = c0 * dC[t]                                                  # B5'
            dc0 = f * dC[t]                                                  # B6'
        dI = g * dC[t]                                                       # B7
        dG = i * dC[t]                                                       # B8
        dG_ = (1 - g**2) * dG                                                # B9
        dI_, dF_, dO_ = (y * (1 - y) * dk for y, dk in ((i, dI), (f, dF), (o, dO)))  # B10
        dIFOG = np.hstack([dI_, dF_, dO_, dG_])
        dWLSTM += Hin[t].T @ dIFOG                                           # B11
        dHin = dIFOG @ WLSTM.T                                               # B12
        dX[t] = dHin[:, 1 : 1 + input_size]                                  # B13
        if t > 0:
            dHout[t - 1] += dHin[:, 1 + input_size :]                        # B14
        else:
            dh0 += dHin[:, 1 + input_size :]                                 # B14'
    return dict(dX=dX, dWLSTM=dWLSTM, dc0=dc0, dh0=dh0)                      # B15


def layout(W, U, b):
    "WLSTM, (1 + D + H) x 4H: rows bias, x, h; column blocks i, f, o, g"
    return dict(WLSTM=np.block([[getattr(a, k).T for k in "ifog"] for a in (b, W, U)]))
