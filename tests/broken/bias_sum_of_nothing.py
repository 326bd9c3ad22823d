# culprit: db
BASE = "canonical"


def db(dz):
    "(18) db = 0"
    return 0 * dz
