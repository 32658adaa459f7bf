"""What a citizen sees: survey, receipt, results."""
