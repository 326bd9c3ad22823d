# culprits: db, di
BASE = "canonical"
SUMS = dict(db=slice(1, None))                   # (18) db = Σ_{t=2}^{T} dz


def di(dc, g, i):
    "(12) di = dc ⊙ g ⊙ i"
    return dc * g * i
