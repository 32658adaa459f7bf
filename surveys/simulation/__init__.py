"""Made-up agencies whose truth is known: to try the officer model on, never part of it."""
