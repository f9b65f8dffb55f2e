"""What reviewers open: plain pages made from the executed reports, the coded tables and their provenance."""
