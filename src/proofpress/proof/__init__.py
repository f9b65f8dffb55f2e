"""Proof that reports reproduce: check, explain a difference, accept one."""
