"""What carrying out an option takes: quantities, limits, preparation."""
