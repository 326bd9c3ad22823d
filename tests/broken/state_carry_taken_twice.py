# culprit: top_diff_s
# causes: top_diff_s LC108
BASE = "jimenez_2015"


def top_diff_s(bottom_diff_s_next):
    "(S2) top_diff_s = 2 bottom_diff_s(t+1)"
    return 2 * bottom_diff_s_next
