"""What the reports find: tidy tables and the sentences computed from them, one module a question.

Every sentence begins with who says so. Nothing here draws; `charts` draws what these tables hold.
"""
