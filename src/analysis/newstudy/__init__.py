"""A study of one's own: the verb that starts one, and the template that it fills in."""
