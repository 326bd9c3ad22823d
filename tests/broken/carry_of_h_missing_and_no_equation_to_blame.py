# culprit: dh
# causes: dh LC201
BASE = "canonical"
UPSTREAM = dict(dh="h", dc_next="c@T")           # dh is what comes from outside and nothing else

del dh, dh_prev, MEANING["dh_prev"]  # noqa: F821
