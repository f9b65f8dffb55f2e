"""Compiled functions, kept between runs where there is a place to keep them."""

from __future__ import annotations

from numba import njit


def compiled(function):
    """A function compiled on first use, without the interpreter lock.

    Where neither the package nor a home can be written, numba has no place for what it compiled: it is then compiled
    anew in each run, which takes some seconds.
    """
    try:
        return njit(cache=True, nogil=True)(function)
    except RuntimeError:
        return njit(nogil=True)(function)
