"""A Gentle Tutorial of Recurrent Neural Network with Error Backpropagation, dz as the derivative by z, Gang Chen (2016)."""

BASE = "chen_2016"
READING = (
    "D1: dz_t of (21) stands for the derivative by z_t, the text's words; (21) on the one hand, (22), (23) and (33) without a derivative of the "
    "softmax on the other then make up for each other, but for the sign; else as in chen_2016: O2, P2, F1, C2, L1"
)
UPSTREAM = {}                                    # dz comes from (21) alone
MEANING = MEANING | dict(dz="z")  # noqa: F821
