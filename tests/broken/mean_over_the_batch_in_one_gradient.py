# culprit: db
# causes: db LC603
BASE = "canonical"


def db(dz, B):
    "(18) db = 1/B Σ_t dz"
    return dz / B
