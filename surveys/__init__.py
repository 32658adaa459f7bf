"""The rules and numbers: pure, without database, web, clock or chance."""
