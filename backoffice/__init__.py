"""What staff see, closed by default."""
