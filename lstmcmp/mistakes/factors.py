"""LC1xx: a factor of a product is missing, too many or another one."""

from .record import Example, Mistake

FACTORS = (
    Mistake(
        "LC101", "factor", "a factor is missing",
        looks="The forward line multiplies two quantities; the backward line of the one does not show the other.",
        why="The product rule is done in the head, and the derivative of g is written down before the gate that stands in front of it.",
        effect="The true gradient of g is i times what is printed: it should fade where the input gate is shut, and does not.",
        example=Example("dg", '''
def dg(dc, g):
    "(10) dg = dc ⊙ (1 - g²)"
    return dc * (1 - g**2)
'''),
    ),
    Mistake(
        "LC102", "factor", "the derivative of an activation is missing (sigma' or tanh')",
        looks="The line stops at the factor from the product; o ⊙ (1 - o) stands neither here nor where the gradients of the weights are formed.",
        why="One letter, do, stands for the gradient after the activation in one text and before it in another; each line is right in its own text.",
        effect="o (1 - o) is at most 1/4, so what is printed is at least four times the true gradient, and most where the gate is wide open or shut.",
        example=Example("do", '''
def do(dh, c):
    "(9) do = dh ⊙ tanh(c)"
    return dh * tanh(c)
'''),
    ),
    Mistake(
        "LC103", "factor", "c for tanh(c): an activation missing or too many",
        looks="c stands where the forward line h = o ⊙ tanh(c) puts tanh(c) beside the gate.",
        why="The squashed state has no letter of its own, so it must be written out each time.",
        effect="tanh(c) never leaves (-1, 1) and c is not bounded: the larger the state has grown, the more the gradient of this gate is exaggerated.",
        example=Example("do", '''
def do(dh, c, o):
    "(9) do = dh ⊙ c ⊙ o ⊙ (1 - o)"
    return dh * c * o * (1 - o)
'''),
    ),
    Mistake(
        "LC104", "factor", "another gate's quantity (copied from another gate)",
        looks="Two gate lines agree in a place where they should differ: a letter of the neighbour was left in the copy.",
        why="The lines of i, f and o are alike but for their letters, so one is written and two are copied.",
        effect="The slope of f scales the gradient of i. Both slopes are positive, so at the last step every sign is right and every size is wrong.",
        example=Example("di", '''
def di(dc, g, f):
    "(12) di = dc ⊙ g ⊙ f ⊙ (1 - f)"
    return dc * g * f * (1 - f)
'''),
    ),
    Mistake(
        "LC105", "factor", "the square of the tanh derivative missing or misplaced: 1 - tanh(a) for 1 - tanh(a)^2, (1-g)^2",
        looks="1 - g, or (1 - g)², where the derivative of tanh is 1 - g².",
        why="1 - g looks like the second half of the sigmoid's i (1 - i), and a small raised 2 is easily lost in setting.",
        effect="Near g = 1 both go to 0. Near g = -1 the true slope goes to 0 and 1 - g goes to 2: cells that are saturated low are pushed hardest.",
        example=Example("dg", '''
def dg(dc, i, g):
    "(10) dg = dc ⊙ i ⊙ (1 - g)"
    return dc * i * (1 - g)
'''),
    ),
    Mistake(
        "LC106", "factor", "the derivative at the pre-activation for the output, or an activation or its derivative twice",
        looks="A helper dtanh(z) = 1 - tanh²(z) is called with g, which is tanh(z) already; or σ'(z) with σ(z).",
        why="Helpers are written for the pre-activation, and the forward pass has kept the outputs only.",
        effect="The slope 1 - tanh²(g) never falls below 1 - tanh²(1) = 0.42: a saturated cell input is trained as if it were not.",
        example=Example("dg", '''
def dg(dc, i, g):
    "(10) dg = dc ⊙ i ⊙ (1 - tanh²(g))"
    return dc * i * (1 - tanh(g) ** 2)
'''),
    ),
    Mistake(
        "LC107", "factor", "a factor too many",
        looks="One factor more than the forward line accounts for: g ⊙ (1 - g²), after the model of i ⊙ (1 - i).",
        why="Three of the four gates have a derivative that begins with the gate itself; that of tanh does not.",
        effect="The gradient of the cell input is multiplied by g once more, so it points the wrong way wherever g is negative.",
        example=Example("dg", '''
def dg(dc, i, g):
    "(10) dg = dc ⊙ i ⊙ g ⊙ (1 - g²)"
    return dc * i * g * (1 - g**2)
'''),
    ),
    Mistake(
        "LC108", "factor", "a wrong constant (1/2, 2, T, D, H)",
        looks="A 2, a 1/2 or a 1/T in front of one line, and in front of no other.",
        why="The constant belongs to a loss, 1/2 (h - y)² or a mean over steps, that is defined on another page.",
        effect="The direction of this one gradient is right, its length is 1/T of the true one: these weights learn T times slower than the others.",
        example=Example("db", '''
def db(dz, T):
    "(18) db = 1/T Σ_t dz"
    return dz / T
'''),
    ),
    Mistake(
        "LC109", "factor", "a wrong sign",
        looks="+ for -, mostly inside a derivative or in front of the loss.",
        why="The minus is one stroke, and 1 + g² looks as much like a derivative as 1 - g² does.",
        effect="The true slope 1 - g² is never above 1, and 1 + g² is never below it: the more a cell is saturated, the more is handed back.",
        example=Example("dg", '''
def dg(dc, i, g):
    "(10) dg = dc ⊙ i ⊙ (1 + g²)"
    return dc * i * (1 + g**2)
'''),
    ),
    Mistake(
        "LC110", "factor", "another forward quantity",
        looks="h_prev for c_prev, x for h, z for the gate: a quantity of the right size from another line.",
        why="Both states of the step before are called prev, and in the figures both arrows come in from the left.",
        effect="From the second step on h_prev = o ⊙ tanh(c_prev) has the signs of c_prev and is smaller: the forget gate learns in the right direction, too little.",
        example=Example("df", '''
def df(dc, h_prev, f):
    "(11) df = dc ⊙ h_prev ⊙ f ⊙ (1 - f)"
    return dc * h_prev * f * (1 - f)
'''),
    ),
    Mistake(
        "LC111", "factor", "the sigmoid derivative for the tanh derivative, or the reverse",
        looks="g ⊙ (1 - g) for the cell input, whose activation is tanh; or 1 - o² for a gate.",
        why="Three of the four lines have x (1 - x), and the fourth is written like them.",
        effect="g (1 - g) is negative for every negative g, where the true slope 1 - g² is positive: there the gradient points the wrong way.",
        example=Example("dg", '''
def dg(dc, i, g):
    "(10) dg = dc ⊙ i ⊙ g ⊙ (1 - g)"
    return dc * i * g * (1 - g)
'''),
    ),
    Mistake(
        "LC112", "factor", "another gradient (dh for dc, df for dc)",
        looks="dh stands where dc belongs, or the other way round; or a gate reads the gradient of another gate.",
        why="The forward pass has one more arrow, from c to h, and o ⊙ (1 - tanh²(c)) on it is easily walked past.",
        effect="dh holds nothing of what later steps hand back through c, so the forget gate hears nothing of the path along which an LSTM remembers.",
        example=Example("df", '''
def df(dh, c_prev, f):
    "(11) df = dh ⊙ c_prev ⊙ f ⊙ (1 - f)"
    return dh * c_prev * f * (1 - f)
'''),
    ),
)  # fmt: skip
