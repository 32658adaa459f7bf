"""What is remembered: plain SQLAlchemy tables and their verbs."""
