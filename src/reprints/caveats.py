"""What computed chains cannot say, as data. Figures name these by id; a study lists them beside its own."""

CAVEATS = {
    "R1": "A computed chain describes one corpus. 'First' means first in that corpus. A source that is missing from it "
    "shows only if a credit line names it, or if several texts share wording that no other text has.",
    "R2": "A source is named if its probability is 0.65 or more. Below that it is undecided, and the best guess is "
    "shown. The probabilities come from a model of dates, wording and credit lines. They were checked on "
    "invented news and on revision histories, not on this corpus.",
    "R3": "Only shared wording is seen. A text that was translated or retold in other words shares none. "
    "Boilerplate is left out, and short runs that many texts use say nothing about copying.",
}

# What the foot of a figure says of each.
SHORT = {
    "R1": "first in this corpus only",
    "R2": "sources are estimates",
    "R3": "only shared wording is seen",
}
