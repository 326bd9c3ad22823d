# culprit: db
# causes: db LC303
BASE = "canonical"
SUMS = dict(db=slice(1, None))                   # (18) db = Σ_{t=2}^{T} dz
