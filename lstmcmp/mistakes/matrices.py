"""LC4xx: another matrix, transpose or order; LC5xx: layout and forward pass; LC6xx: code; LC7xx: approximations; LC9xx: others."""

from .record import Example, Mistake

MATRICES = (
    Mistake(
        "LC401", "matrix", "a transpose missing or too many",
        looks="U where Uᵀ belongs.",
        why="The transpose is a small sign, and the text may have row vectors in one half and columns in the other.",
        effect="U is square, so no shape betrays it: rows and columns change places, and the error goes back along connections it did not come by.",
        example=Example("dh_prev", '''
def dh_prev(U_i, di, U_f, df, U_g, dg, U_o, do):
    "(14) dh_prev = U_iᵀ di + U_fᵀ df + U_gᵀ dg + U_o do"
    return U_i.mT @ di + U_f.mT @ df + U_g.mT @ dg + U_o @ do
''', base="by_gate"),
    ),
    Mistake(
        "LC402", "matrix", "another matrix: input for recurrent",
        looks="U where W belongs, or the reverse.",
        why="Both matrices have the same four gates; one letter is all that tells them apart.",
        effect="With as many inputs as cells no shape betrays it (hence the sizes below); with D and H different the product does not fit.",
        example=Example("dx", '''
def dx(U, dz):
    "(15) dx = Uᵀ dz"
    return U.mT @ dz
''', sizes=dict(D=5, H=5)),
    ),
    Mistake(
        "LC403", "matrix", "another gate's matrix or block",
        looks="U_i twice in a sum over the gates, and U_f not at all.",
        why="The terms are copied from each other and one index is not changed.",
        effect="The error of the forget gate goes back along the connections of the input gate.",
        example=Example("dh_prev", '''
def dh_prev(U_i, di, df, U_g, dg, U_o, do):
    "(14) dh_prev = U_iᵀ di + U_iᵀ df + U_gᵀ dg + U_oᵀ do"
    return U_i.mT @ di + U_i.mT @ df + U_g.mT @ dg + U_o.mT @ do
''', base="by_gate"),
    ),
    Mistake(
        "LC404", "matrix", "the operands of a product exchanged, or another kind of product",
        looks="h_prev dzᵀ where dz h_prevᵀ belongs; Uᵀ ⊙ dz for Uᵀ dz.",
        why="Texts with row vectors have it that way round, and the line is taken over without its transpose.",
        effect="The array of a gate's U is square, so the transposed one fits: entry (j, k) gets what belongs to (k, j). The length is right.",
        example=Example("dU_g", '''
def dU_g(dg, h_prev):
    "(17) dU_g = Σ_t h_prev dgᵀ"
    return outer(h_prev, dg)
''', base="by_gate"),
    ),
    Mistake(
        "LC405", "matrix", "gradients stacked in another order",
        looks="[di; df; do; dg] where the weights are stacked i, f, g, o.",
        why="g is written last because it has the other activation, or o because it comes last in the figure.",
        effect="Two gates get each other's gradient in dW, dU and db, and both go back through each other's rows of W and U.",
        example=Example("dz", '''
def dz(di, df, do, dg):
    "dz = [di; df; do; dg]"
    return stack(di, df, do, dg)
'''),
    ),
)  # fmt: skip

LAYOUTS = (
    Mistake(
        "LC501", "layout", "gate order in the layout",
        looks="The text says i, f, o, g; the arrays hold i, f, g, o.",
        why="Frameworks store the same four blocks in different orders (lstmcmp layouts).",
        effect="Forward and backward agree with each other, so a gradient check passes. Weights that come from elsewhere make another cell of it.",
        example=Example("layout or forward", '''
def layout(W, U, b):
    "W, U, b: the four gates on top of each other in the order i, f, o, g"
    return dict(W=stack(W.i, W.f, W.o, W.g), U=stack(U.i, U.f, U.o, U.g), b=stack(b.i, b.f, b.o, b.g))
'''),
    ),
    Mistake(
        "LC502", "layout", "concatenation order: [x; h] against [h; x]",
        looks="The forward pass reads [h_prev; x]; the backward pass cuts the gradient as if it were [x; h_prev].",
        why="Both orders are in use, and the slice is written without looking back.",
        effect="Entries of dx go back as dh_prev; that some of them do belong to h_prev makes the result look plausible.",
        example=Example("dh_prev", '''
def dh_prev(dv, D):
    "(15) dh_prev = the entries of dv behind the first D"
    return dv[..., D:, :]
''', base="one_matrix"),
    ),
    Mistake(
        "LC503", "layout", "the forward is not the declared cell",
        looks="The text shows the plain LSTM; what runs has a forget bias, a coupled gate or no tanh at the output.",
        why="Code gains what training needed; the text is older.",
        effect="The gradients can be right for what runs and still be none of the cell that is named: compare the outputs first.",
        example=Example("layout or forward", '''
CELL = "standard"


def f(z):
    "(2) f = σ(W_f x + U_f h_prev + b_f + 1)"
    return sigmoid(split(z, 4)[1] + 1)
'''),
    ),
)  # fmt: skip

CODE = (
    Mistake(
        "LC601", "code", "= for +=: an overwritten accumulator or carry",
        looks="Inside the loop over the steps a gradient is assigned and not added to; here dW.",
        why="With one step both are the same, and the code was tried with one step.",
        effect="The loop runs from the last step to the first, so what is left is the share of the first step alone.",
        example=Example("", "dW, dU, db = dz[:, :, None] * x_t,", "dW, dU, db = dW + dz[:, :, None] * x_t,", base="canonical_code"),
    ),
    Mistake(
        "LC602", "code", "an argument changed in place",
        looks="*= or += on an array that goes by a second name.",
        why="b = a makes no copy in numpy, and *= saves a line.",
        effect="Every line below that reads the array gets the changed values; the line itself is right, so reading it does not help.",
        example=Example("", "dg = dc_t; dg *= i * (1 - g**2)", "dg = dc_t * i * (1 - g**2)", base="canonical_code"),
    ),
    Mistake(
        "LC603", "code", "the batch mean for the sum",
        looks="1/B, or a mean over the sequences, in one line and sums in the others.",
        why="The loss is a mean over the batch in one program and a sum in another, and a line was taken over.",
        effect="The direction of this one gradient is right, its length is 1/B of the true one: these weights learn B times slower than the others.",
        example=Example("db", '''
def db(dz, B):
    "(18) db = 1/B Σ_t dz"
    return dz / B
'''),
    ),
)  # fmt: skip

APPROXIMATIONS = (
    Mistake(
        "LC701", "approximation", "clipped without saying so",
        looks="A clip inside the step, in the code and not in the text.",
        why="Clipping stops a training from blowing up, and is taken for a part of the method.",
        effect="What is below the bound passes unchanged, what is above loses size, so the direction changes; and what is clipped at one step is handed on clipped.",
        example=Example("dz", '''
def dz(di, df, dg, do):
    "dz = clip([di; df; dg; do], -0.1, 0.1)"
    return clamp(stack(di, df, dg, do), -0.1, 0.1)
'''),
    ),
    Mistake(
        "LC702", "approximation", "truncated without saying so: recurrent paths cut",
        looks="The error goes back through one gate, or through none; the word truncated stands in another paper.",
        why="The first LSTM (1997) was trained with such cuts on purpose; a later text takes the formula and leaves out the words.",
        effect="What h did through the three other gates of the next step is left out. Where that is small the result looks almost right.",
        example=Example("", "dh_next = U[G].T @ dz[G]", "dh_next = sum(U[k].T @ dz[k] for k in range(4))", base="canonical_code"),
    ),
)  # fmt: skip

OTHERS = (
    Mistake(
        "LC901", "other", "a slip of its own kind, mended by the correction in its file",
        looks="Like nothing else here: no single change that lstmcmp tries mends the line, and no pair of common ones. Below, tanh' at g in place of z.",
        why="A line is rewritten on the way to the page, and more than one thing happens to it.",
        effect="None in general. What is known: with the file's own correction (ERRATA) every gradient is right, and without it one is wrong.",
        example=Example("dg", '''
def dg(dc, i, g):
    "(10) dg = dc ⊙ i ⊙ 4 / (e^g + e^-g)²"
    return dc * i * 4 / (exp(g) + exp(-g)) ** 2


def _dg(dc, i, g):
    "(10) dg = dc ⊙ i ⊙ (1 - g²)"
    return dc * i * (1 - g**2)


ERRATA = dict(dg=_dg)
'''),
    ),
)  # fmt: skip
