"""Who made a figure, of what and when, as its foot says it for who meets it alone."""

# A test holds it to the title of notebooks/site.yml and to CITATION.cff.
MADE = "Coded by language models, drawn for “Ten articles on Chinese media, claim by claim”, November 2026."
