"""LSTM: A Search Space Odyssey, no input activation function, Klaus Greff et al. (2015)."""

BASE = "greff_2015"
SOURCE = SOURCE | dict(title="LSTM: A Search Space Odyssey, variant NIAF", kind="mathematics (forward only)")  # noqa: F821
READING = (
    "NIAF, no input activation function; the paper prints what differs in the forward pass and no backward equations for its variants: "
    "all backward lines here are ours, after B1-B13 of the vanilla LSTM"
)
CELL = "peephole-no-input-tanh"

for _symbol in MEANING:  # noqa: F821
    globals()[_symbol].__doc__ = "(ours) as in the vanilla LSTM: " + globals()[_symbol].__doc__


def _g(x):
    "(NIAF) g(x) = x"
    return x


def _g_prime(x):
    return 1
