"""LSTM: A Search Space Odyssey, no output activation function, Klaus Greff et al. (2015)."""

BASE = "greff_2015"
SOURCE = SOURCE | dict(title="LSTM: A Search Space Odyssey, variant NOAF", kind="mathematics (forward only)")  # noqa: F821
READING = (
    "NOAF, no output activation function; the paper prints what differs in the forward pass and no backward equations for its variants: "
    "all backward lines here are ours, after B1-B13 of the vanilla LSTM"
)
CELL = "peephole-no-output-tanh"

for _symbol in MEANING:  # noqa: F821
    globals()[_symbol].__doc__ = "(ours) as in the vanilla LSTM: " + globals()[_symbol].__doc__


def _h(x):
    "(NOAF) h(x) = x"
    return x


def _h_prime(x):
    return 1
