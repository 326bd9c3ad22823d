"""LC2xx: a term of a sum is missing or too many; LC3xx: a time index or the range of a sum is another one."""

from .record import Example, Mistake

TERMS = (
    Mistake(
        "LC201", "term", "the carry of h is missing (dh_next)",
        looks="dh is what the loss hands in and nothing else; dh_prev of the step after is computed, and nobody reads it.",
        why="A derivation for one step has no index t+1.",
        effect="Each output answers for its own loss only. What h did to all later steps through U is left out.",
        example=Example("dh", '''
def dh(dy):
    "(7) dh = dy"
    return dy
'''),
    ),
    Mistake(
        "LC202", "term", "the carry of c is missing (dc_next)",
        looks="dc is made of dh alone; what the next step hands back through f is not added.",
        why="c reaches the loss in two ways, through h and through the next c, and the figure of one step shows the first.",
        effect="The state answers only for the output of its own step. The direct path from c to c, which an LSTM has in order to remember, hands nothing back.",
        example=Example("dc", '''
def dc(dh, o, c):
    "(8) dc = dh ⊙ o ⊙ (1 - tanh²(c))"
    return dh * o * (1 - tanh(c) ** 2)
'''),
    ),
    Mistake(
        "LC203", "term", "the peephole's feedback is missing",
        looks="The forward pass has p_o ⊙ c in the output gate, and dc has no p_o ⊙ do; or c_prev hears nothing of i and f.",
        why="The backward pass was taken from a text without peepholes, and only dp was added to it.",
        effect="What the state did to the loss by opening or shutting the gate that looks at it is left out of dc.",
        example=Example("dc", '''
def dc(dc_next, dh, o, c):
    "(9) dc = dc_next + dh ⊙ o ⊙ (1 - tanh²(c))"
    return dc_next + dh * o * (1 - tanh(c) ** 2)
''', base="peephole"),
    ),
    Mistake(
        "LC204", "term", "what comes from outside is missing (dL/dh, dL/dc_T, the target)",
        looks="dh has what the next step hands back and no dL/dh of its own step; or ŷ stands where ŷ - y belongs.",
        why="The derivation begins at the last step, where the loss is, and then goes on without it.",
        effect="The losses of the single steps teach nothing. All that is left here comes from dL/dc_T; with that at zero, every gradient would be zero.",
        example=Example("dh", '''
def dh(dh_next):
    "(7) dh = dh_next"
    return dh_next
'''),
    ),
    Mistake(
        "LC205", "term", "another term is missing",
        looks="A sum over the four gates has three terms.",
        why="The output gate stands apart in the figures: it does not feed c, so it is not in the list when h_prev is reached.",
        effect="h_prev does not answer for what it did to the output gate of the next step.",
        example=Example("dh_prev", '''
def dh_prev(U_i, di, U_f, df, U_g, dg):
    "(14) dh_prev = U_iᵀ di + U_fᵀ df + U_gᵀ dg"
    return U_i.mT @ di + U_f.mT @ df + U_g.mT @ dg
''', base="by_gate"),
    ),
    Mistake(
        "LC206", "term", "a term too many",
        looks="A term stands twice: in this line, and where the step is called or the variable was set up.",
        why="Text and code are merged, and both had it.",
        effect="What comes back through c is doubled at every step, so after k steps it counts 2^k times.",
        example=Example("dc", '''
def dc(dc_next, dh, o, c):
    "(8) dc = dc_next + dh ⊙ o ⊙ (1 - tanh²(c)) + dc_next"
    return dc_next + dh * o * (1 - tanh(c) ** 2) + dc_next
'''),
    ),
    Mistake(
        "LC207", "term", "a product where a sum belongs, or the reverse",
        looks="What comes from outside and what the next step hands back are multiplied.",
        why="The chain rule multiplies along a path and adds over paths; with one path per figure the second half is not seen.",
        effect="At the last step dh_next is zero, and so is dh. Only dL/dc_T keeps this from being zero everywhere.",
        example=Example("dh", '''
def dh(dy, dh_next):
    "(7) dh = dy ⊙ dh_next"
    return dy * dh_next
'''),
    ),
    Mistake(
        "LC208", "term", "a factor on one summand that belongs to all, or the reverse",
        looks="A bracket around two summands of which one has the factor, or none where both have it.",
        why="A long line is factored to look tidy, or broken over two rows.",
        effect="What comes back through c is multiplied by o (1 - tanh²(c)), which is below 1, once more at every step: the memory fades.",
        example=Example("dc", '''
def dc(dc_next, dh, o, c):
    "(8) dc = (dc_next + dh) ⊙ o ⊙ (1 - tanh²(c))"
    return (dc_next + dh) * o * (1 - tanh(c) ** 2)
'''),
    ),
    Mistake(
        "LC209", "term", "a whole path of the gradient is missing (the share through named readings)",
        looks="A quantity is read in two places of the forward pass, and one of them sends nothing back: c is read by h and by the next c.",
        why="The path is worked out in another section, and the two are never added up.",
        effect="dc comes from dL/dc_T alone, so i, f and g do not hear of any error in an output.",
        example=Example("dc", '''
def dc(dc_next):
    "(8) dc = dc_next"
    return dc_next
'''),
    ),
)  # fmt: skip

TIMES = (
    Mistake(
        "LC301", "time", "a wrong time index: t for t-1 or the reverse",
        looks="c stands where c_prev belongs, or h where dU needs h_prev.",
        why="The index is dropped in print, or the variable c has been overwritten by the time the backward line reads it.",
        effect="The forget gate is taught with the state that it helped to make, not with the one that it was asked to keep.",
        example=Example("df", '''
def df(dc, c, f):
    "(11) df = dc ⊙ c ⊙ f ⊙ (1 - f)"
    return dc * c * f * (1 - f)
'''),
    ),
    Mistake(
        "LC302", "time", "a wrong time index: t for t+1 or the reverse",
        looks="t+1 where the step's own value belongs, or f_t where the carry needs f_{t+1}.",
        why="Σ dz_{t+1} h_tᵀ is right for U with its sum shifted by one, and the line below it gets the same index.",
        effect="The share of the first step is lost, and beyond the last step there is nothing to take its place.",
        example=Example("db", '''
def db(dz_next):
    "(18) db = Σ_t dz_{t+1}"
    return dz_next
'''),
    ),
    Mistake(
        "LC303", "time", "the sum starts or ends one step off",
        looks="A sum that runs from 2, or to T - 1.",
        why="Σ dz_{t+1} h_tᵀ is rewritten with dz_t h_{t-1}ᵀ and keeps its limits; or h_0 = 0 makes the first term vanish in that text.",
        effect="One of the T steps does not count for these weights, so the shorter the sequence, the worse.",
        example=Example("dU", '''
SUMS = dict(dU=slice(0, -1))


def dU(dz, h_prev):
    "(17) dU = Σ_{t=1}^{T-1} dz h_prevᵀ"
    return outer(dz, h_prev)
'''),
    ),
    Mistake(
        "LC304", "time", "only the last step's contribution",
        looks="The gradient of a weight with no sum over t, neither in the line nor in the words.",
        why="The text derives one step and calls the result the gradient.",
        effect="All steps share the weights, and all but one of them are forgotten.",
        example=Example("dW", '''
SUMS = dict(dW=slice(-1, None))


def dW(dz, x):
    "(16) dW = dz_T x_Tᵀ"
    return outer(dz, x)
'''),
    ),
)  # fmt: skip
