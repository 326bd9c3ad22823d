"""What was asked and who decided: the facts above every result."""

from rich.text import Text

from ..records import Report
from .page import Page, number

WORDS = {"autograd": "autograd", "complex step": "complex step", "central differences": "finite differences"}


def header(report: Report, page: Page) -> list[Text]:
    """The lines above the table."""
    p = report.problem
    sizes = f"{p['T']} steps, {p['B']} sequences, {p['D']} inputs, {p['H']} cells; h0, c0 and dL/dc_T not zero; {p['dtype']}, seed {p['seed']}"
    lines = page.paragraph("Each backward pass is run exactly as its source prints it and compared with the true gradient.", style="bold")
    lines += page.fact("truth", truth(report))
    lines += page.fact("problem", sizes)
    lines += page.fact("numbers", "largest error / largest entry:  1e-16 rounding   1e-04 suspicious   1e+00 unrelated")
    return lines


def truth(report: Report) -> str:
    """'autograd = complex step (6e-16) = finite differences (2e-10) = torch.nn.LSTM (4e-16)'"""
    first, *others = report.used
    parts = [WORDS[first]]
    known = {"complex step": report.agreement if first == "autograd" else None, "central differences": report.noise_floor}
    parts += [f"{WORDS[o]} ({number(known[o])})" for o in others if known[o] is not None]
    if report.nn_lstm is not None and report.nn_lstm > 1e-10:
        return " = ".join(parts) + f"; but torch.nn.LSTM differs ({number(report.nn_lstm)}): a fault of lstmcmp or of this torch, please report it"
    if report.nn_lstm is not None:
        parts.append(f"torch.nn.LSTM ({number(report.nn_lstm)})")
    return " = ".join(parts)
