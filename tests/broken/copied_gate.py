# culprit: di
# causes: di LC112
BASE = "canonical"


def di(df, g, i):
    "(12) di = df ⊙ g ⊙ i ⊙ (1 - i)"
    return df * g * i * (1 - i)
