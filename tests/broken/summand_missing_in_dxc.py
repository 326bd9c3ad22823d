# culprit: dxc
# causes: dxc LC205
BASE = "jimenez_2015"


def dxc(W_i, di_input, W_f, df_input, W_o, do_input):
    "(B13-B16) dxc = W_iᵀ di_input + W_fᵀ df_input + W_oᵀ do_input"
    return W_i.mT @ di_input + W_f.mT @ df_input + W_o.mT @ do_input
