"""LSTM Forward and Backward Pass, the slides of April 2016, Arun Mallya (2016)."""

BASE = "mallya_2015"
SOURCE = dict(
    author="Arun Mallya", year=2016, title="LSTM Forward and Backward Pass (slides of 24 April 2016)", kind="mathematics",
    url="https://github.com/arunmallya/arunmallya.github.io/blob/8d0b113/writeups/nn/lstm/index.html",
)
READING = (
    "the text of 2016-04-24, whose equations are those of 2017-01-23; the two slides of the unrolled network are not in it yet; "
    "dh_sum: δh^t = ∂E/∂h^t is the cost gradient and the δh^{t-1} that B13 of step t+1 retrieves; "
    "δc and the recurrent δh start as zero after the last step; x^t includes the bias term, so W holds the biases and there is no array b"
)


def delta_h(dC_dh, delta_h_next):
    "(ours) δh^t = ∂E/∂h^t: the cost gradient and what B13 of step t+1 retrieves; no line and no figure of this text adds them"
    return dC_dh + delta_h_next
