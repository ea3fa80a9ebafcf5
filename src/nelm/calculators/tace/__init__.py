"""Transarterial chemoembolization: drug amounts by body surface, with what bounds them."""
