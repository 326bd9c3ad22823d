"""Simple LSTM, top_diff_s from the second term of D2, Nicolas D. Jimenez (2015)."""
BASE = "jimenez_2015"
SOURCE = dict(
    author="Nicolas D. Jimenez", year=2015, title="Simple LSTM (section Details)", kind="mathematics and code",
    url="https://nicodjimenez.github.io/2014/08/08/lstm.html",
)
READING = (
    "details: the top_diff_s of S2 is built from the second term of D2, component by component, with dL(t+1)/dh_i(t+1) = [top_diff_h(t+1)]_i and, by F5 and F6 "
    "at t+1, dh_i(t+1)/ds_i(t) = o_i(t+1) f_i(t+1); else as in jimenez_2015: B1-B18 as in the code; F8 stands for F1-F4; φ is tanh as in the code; "
    "B17 is the post's; P4 prints bottom_diff_s = dL(t)/ds(t), judged as dL(t)/ds(t-1), which B16 computes; the first node's bottom_diff_h and "
    "bottom_diff_s are judged as dh0 and dc0; the loss is the code's toy loss L3"
)


def top_diff_s(top_diff_h_next, o_next, f_next):
    "(D2) the second term: (dL(t+1)/dh_i(t+1)) (dh_i(t+1)/ds_i(t))"
    return top_diff_h_next * o_next * f_next


def _top_diff_s(top_diff_h_next, o_next, f_next, top_diff_s_next):
    """(D2) the second term: (dL(t+1)/dh_i(t+1)) (dh_i(t+1)/ds_i(t)) + (dL(t+2)/ds_i(t+1)) (ds_i(t+1)/ds_i(t))

    D2 has the premise that s(t) acts on L(t+1) through h(t+1) only. By F5 it also acts through s(t+1) on all later steps, which is the
    term added here: dL(t+2)/ds_i(t+1) is P3 at t+1, and ds_i(t+1)/ds_i(t) is f_i(t+1). B1 and B16 of the code, which carry
    bottom_diff_s from node to node, have it: jimenez_2015 agrees as printed."""
    return top_diff_h_next * o_next * f_next + top_diff_s_next * f_next


ERRATA = dict(top_diff_s=_top_diff_s)
