# culprit: db
# causes: db LC108
BASE = "canonical"


def db(dz):
    "(18) db = 0"
    return 0 * dz
