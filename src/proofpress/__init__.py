"""A press for the notebooks of any study: runs them with parameters, proves, renders and archives them."""
