"""What computed chains cannot say, as data. Figures name these by id; a study lists them beside its own."""

CAVEATS = {
    "R1": "A computed chain speaks of one corpus. 'First' means first in it: a source that the corpus does not hold is "
    "seen only where a credit line names it or where the wording of several texts needs it.",
    "R2": "A source is asserted from a probability of 0.65 on; below, it is called undecided and shown as the best "
    "guess. Probabilities come from a model of dates, wording and credit lines, and have been checked on "
    "invented news and on revision histories, not on this corpus.",
    "R3": "Computation sees shared wording only. A text that was translated, or retold in other words, shares none; "
    "boilerplate is left out, and short runs that many texts use say nothing about copying.",
}

# What the foot of a figure says of each.
SHORT = {
    "R1": "first in this corpus only",
    "R2": "sources are estimates",
    "R3": "only shared wording is seen",
}
