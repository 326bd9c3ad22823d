# culprit: dW
# causes: dW LC303
BASE = "canonical"
SUMS = dict(dW=slice(0, -1))                     # (16) dW = Σ_{t=1}^{T-1} dz xᵀ
