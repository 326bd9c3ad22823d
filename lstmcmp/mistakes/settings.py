"""Right conventions that the examples vary where `canonical` has no place for a mistake: one array per gate, peepholes, one matrix."""

GATES = "ifgo"


def _by_gate(peephole: bool) -> str:
    """The standard cell, or the one with peepholes, with arrays of its own for each gate."""
    seen = {"i": ("p_i", "c_prev"), "f": ("p_f", "c_prev"), "o": ("p_o", "c")} if peephole else {}
    letters = "WUb"
    names = [f"{a}_{k}" for a in letters for k in GATES] + [p for p, _ in seen.values()]
    text = "from lstmcmp.symbols import outer, sigmoid, tanh\n\n"
    text += 'STATE = dict(h="h", c="c")\nUPSTREAM = dict(dy="h", dc_next="c@T")\n' + ('CELL = "peephole"\n' if peephole else "")
    meaning = dict(dh="h", dc="c", dh_prev="h_prev", dc_prev="c_prev", dx="x") | {f"d{k}": f"pre({k})" for k in GATES} | {f"d{n}": n for n in names}
    text += f"MEANING = {meaning}\n"
    for number, k in enumerate(GATES, 1):
        p, c = seen.get(k, ("", ""))
        arguments = f"W_{k}, x, U_{k}, h_prev, b_{k}" + (f", {p}, {c}" if p else "")
        more, printed = (f" + {p} * {c}", f" + {p} ⊙ {c}") if p else ("", "")
        function, sign = ("tanh", "tanh") if k == "g" else ("sigmoid", "σ")
        text += _function(
            f"{k}({arguments})", f"({number}) {k} = {sign}(W_{k} x + U_{k} h_prev + b_{k}{printed})", f"{function}(W_{k} @ x + U_{k} @ h_prev + b_{k}{more})"
        )
    text += _function("c(f, c_prev, i, g)", "(5) c = f ⊙ c_prev + i ⊙ g", "f * c_prev + i * g")
    text += _function("h(o, c)", "(6) h = o ⊙ tanh(c)", "o * tanh(c)")
    text += _function("dh(dy, dh_next)", "(7) dh = dy + dh_next", "dy + dh_next")
    text += _function("do(dh, c, o)", "(8) do = dh ⊙ tanh(c) ⊙ o ⊙ (1 - o)", "dh * tanh(c) * o * (1 - o)")
    text += _function(
        f"dc(dc_next, dh, o, c{', p_o, do' if peephole else ''})",
        f"(9) dc = dc_next + dh ⊙ o ⊙ (1 - tanh²(c)){' + p_o ⊙ do' if peephole else ''}",
        f"dc_next + dh * o * (1 - tanh(c) ** 2){' + p_o * do' if peephole else ''}",
    )
    text += _function("dg(dc, i, g)", "(10) dg = dc ⊙ i ⊙ (1 - g²)", "dc * i * (1 - g**2)")
    text += _function("df(dc, c_prev, f)", "(11) df = dc ⊙ c_prev ⊙ f ⊙ (1 - f)", "dc * c_prev * f * (1 - f)")
    text += _function("di(dc, g, i)", "(12) di = dc ⊙ g ⊙ i ⊙ (1 - i)", "dc * g * i * (1 - i)")
    text += _function(
        f"dc_prev(dc, f{', p_i, di, p_f, df' if peephole else ''})",
        f"(13) dc_prev = dc ⊙ f{' + p_i ⊙ di + p_f ⊙ df' if peephole else ''}",
        f"dc * f{' + p_i * di + p_f * df' if peephole else ''}",
    )
    for number, (out, a) in enumerate((("dh_prev", "U"), ("dx", "W")), 14):
        printed, code = (" + ".join(f"{a}_{k}{t}d{k}" for k in GATES) for t in ("ᵀ ", ".mT @ "))
        text += _function(f"{out}({', '.join(f'{a}_{k}, d{k}' for k in GATES)})", f"({number}) {out} = {printed}", code)
    for k in GATES:
        text += _function(f"dW_{k}(d{k}, x)", f"(16) dW_{k} = Σ_t d{k} xᵀ", f"outer(d{k}, x)")
        text += _function(f"dU_{k}(d{k}, h_prev)", f"(17) dU_{k} = Σ_t d{k} h_prevᵀ", f"outer(d{k}, h_prev)")
        text += _function(f"db_{k}(d{k})", f"(18) db_{k} = Σ_t d{k}", f"d{k}")
    for k, (p, c) in seen.items():
        text += _function(f"d{p}(d{k}, {c})", f"(19) d{p} = Σ_t d{k} ⊙ {c}", f"d{k} * {c}")
    arrays = ", ".join(f"{n}={n.replace('_', '.')}" for n in names)
    return text + f"\n\ndef layout(W, U, b{', p' if peephole else ''}):\n    return dict({arrays})\n"


def _function(head: str, printed: str, code: str) -> str:
    return f'\n\ndef {head}:\n    "{printed}"\n    return {code}\n'


ONE_MATRIX = """from lstmcmp.symbols import beside, outer, sigmoid, split, stack, tanh

BASE = "canonical"
MEANING = dict(
    dh="h", do="pre(o)", dc="c", di="pre(i)", df="pre(f)", dg="pre(g)", dz="z",
    dv="v", dh_prev="h_prev", dc_prev="c_prev", dx="x", dW="W", db="b",
)
del dU  # noqa: F821


def v(h_prev, x):
    "(ours) v = [h_prev; x]"
    return stack(h_prev, x)


def z(W, v, b):
    "(ours) z = W [h_prev; x] + b"
    return W @ v + b


def dv(W, dz):
    "(14) dv = Wᵀ dz"
    return W.mT @ dz


def dh_prev(dv, H):
    "(15) dh_prev = the first H entries of dv"
    return dv[..., :H, :]


def dx(dv, H):
    "(16) dx = the other entries of dv"
    return dv[..., H:, :]


def dW(dz, v):
    "(17) dW = Σ_t dz [h_prev; x]ᵀ"
    return outer(dz, v)


def layout(W, U, b):
    "W = [U | W], b: the four gates on top of each other in the order i, f, g, o"
    return dict(W=beside(stack(U.i, U.f, U.g, U.o), stack(W.i, W.f, W.g, W.o)), b=stack(b.i, b.f, b.g, b.o))
"""

SETTINGS = {"by_gate": _by_gate(False), "peephole": _by_gate(True), "one_matrix": ONE_MATRIX}
