"""Packs in the standard languages of the field, so that other engines can run them."""
