# culprits: db, di
# causes: di LC102, db LC303
BASE = "canonical"
SUMS = dict(db=slice(1, None))                   # (18) db = Σ_{t=2}^{T} dz


def di(dc, g, i):
    "(12) di = dc ⊙ g ⊙ i"
    return dc * g * i
