"""The plan of embolization and chemoembolization, one module for each part of it."""
