"""Reports: notebooks with parameters, executed, compared, and shown to reproduce."""
