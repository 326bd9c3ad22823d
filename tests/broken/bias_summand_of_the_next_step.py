# culprit: db
# causes: db LC302
BASE = "canonical"


def db(dz_next):
    "(18) db = Σ_t dz_next"
    return dz_next
