"""Building your Recurrent Neural Network - Step by Step, version 2.2, deeplearning.ai (2024)."""

BASE = "deeplearning_ai_2020"
SOURCE = dict(
    author="deeplearning.ai", year=2024, title="Building your Recurrent Neural Network - Step by Step (version 2.2)", kind="mathematics",
    url="https://www.coursera.org/learn/nlp-sequence-models",
)
READING = (
    "version 2.2: (17) with dpc̃^<t>, the other equations as in deeplearning_ai_2020; "
    "loop_carry: da_next = da[:,:,t] + da_prevt and dc_next = dc_prevt, both then replaced by the da_prev and dc_prev of the step; "
    "dc_prev of the first step, which lstm_backward does not return, is judged as dc0"
)
MEANING = {k: v for k, v in MEANING.items() if k != "dgamma_c"}  # noqa: F821

del dgamma_c  # noqa: F821


def db_c(dpc_tilde):
    "(17) db_c = Σ_batch dpc̃^<t>"
    return dpc_tilde
