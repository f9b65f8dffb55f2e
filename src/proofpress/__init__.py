"""A press for notebooks: runs them with parameters, proves that they reproduce, renders and archives them. Of any study."""
