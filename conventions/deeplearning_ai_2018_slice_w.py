"""Building your Recurrent Neural Network - Step by Step, with the slices of (15) and (17) as printed, deeplearning.ai (2018)."""

BASE = "deeplearning_ai_2018"
READING = (
    "slice_W: the rows that the remarks on (15) and (17) name, [:n_a,:] and [n_a:,:], are rows of W_f etc. themselves, which have n_a; "
    "else as in deeplearning_ai_2018: prec_plain, tanh_name, cprev_state, loop_carry"
)


def da_prev(W_f, dGamma_f, W_u, dGamma_u, W_c, dc_tilde, W_o, dGamma_o, H):
    """(15) da_prev = W_f^T * dΓ_f^<t> + W_u^T * dΓ_u^<t> + W_c^T * dc̃^<t> + W_o^T * dΓ_o^<t>, the first n_a: W_f = W_f[:n_a,:] etc.

    slice_W: the first n_a rows of W_f etc., which are all of it."""
    return W_f[..., :H, :].mT @ dGamma_f + W_u[..., :H, :].mT @ dGamma_u + W_c[..., :H, :].mT @ dc_tilde + W_o[..., :H, :].mT @ dGamma_o


def dx(W_f, dGamma_f, W_u, dGamma_u, W_c, dc_tilde, W_o, dGamma_o, H):
    """(17) dx^<t> = W_f^T * dΓ_f^<t> + W_u^T * dΓ_u^<t> + W_c^T * dc̃_t + W_o^T * dΓ_o^<t>, from n_a to the end: W_f = W_f[n_a:,:] etc.

    slice_W: the rows of W_f etc. from n_a to the end, of which there are none."""
    return W_f[..., H:, :].mT @ dGamma_f + W_u[..., H:, :].mT @ dGamma_u + W_c[..., H:, :].mT @ dc_tilde + W_o[..., H:, :].mT @ dGamma_o


def _da_prev(W_f, dGamma_f, W_u, dGamma_u, W_c, dc_tilde, W_o, dGamma_o, H):
    """(15) da_prev = W_f^T * dΓ_f^<t> + W_u^T * dΓ_u^<t> + W_c^T * dc̃^<t> + W_o^T * dΓ_o^<t>, the first n_a: W_f = W_f[:,:n_a] etc.

    W_f is (n_a, n_a + n_x), and its first n_a columns meet a_prev; the first n_a rows are all of it, and the product has n_a + n_x
    rows. The notebooks from version 3b (2020) on print the index behind the comma."""
    return W_f[..., :, :H].mT @ dGamma_f + W_u[..., :, :H].mT @ dGamma_u + W_c[..., :, :H].mT @ dc_tilde + W_o[..., :, :H].mT @ dGamma_o


def _dx(W_f, dGamma_f, W_u, dGamma_u, W_c, dc_tilde, W_o, dGamma_o, H):
    """(17) dx^<t> = W_f^T * dΓ_f^<t> + W_u^T * dΓ_u^<t> + W_c^T * dc̃_t + W_o^T * dΓ_o^<t>, from n_a to the end: W_f = W_f[:,n_a:] etc.

    As for (15): the columns from n_a on meet x^<t>; there are no rows from n_a on."""
    return W_f[..., :, H:].mT @ dGamma_f + W_u[..., :, H:].mT @ dGamma_u + W_c[..., :, H:].mT @ dc_tilde + W_o[..., :, H:].mT @ dGamma_o


ERRATA = dict(dc_tilde=_dc_tilde, dGamma_u=_dGamma_u, dGamma_f=_dGamma_f, da_prev=_da_prev, dx=_dx)  # noqa: F821
