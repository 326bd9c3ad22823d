"""Letters that say nothing at all; nothing is declared."""

from lstmcmp.symbols import outer, stack, tanh

FORWARD = "canonical"
UPSTREAM = dict(epsilon="h")


def alpha(epsilon, omega_next):
    return epsilon + omega_next


def beta(alpha, o, c, beta_next, f_next):
    return alpha * o * (1 - tanh(c) ** 2) + beta_next * f_next


def gamma(alpha, c, o):
    return alpha * tanh(c) * o * (1 - o)


def kappa(beta, c_prev, f):
    return beta * c_prev * f * (1 - f)


def lamda(beta, g):
    return beta * g


def mu(beta, i):
    return beta * i


def nu(lamda, i, kappa, mu, g, gamma):
    return stack(lamda * i * (1 - i), kappa, mu * (1 - g**2), gamma)


def omega_prev(U, nu):
    return U.mT @ nu


def xi(W, nu):
    return W.mT @ nu


def grad_W(nu, x):
    return outer(nu, x)


def Ubar(nu, h_prev):
    return outer(nu, h_prev)


def grad_b(nu):
    return nu
