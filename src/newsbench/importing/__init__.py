"""Bring a corpus in: files of any usual format become one table of articles, with all that is uncertain written down.

What belongs to a format has a module of its own; what belongs to all of them (encodings, dates, paragraphs, languages,
front matter, boundaries) has one each. ``bring`` drives them.
"""
