"""The plan of radioembolization with 90Y, one module for each part of it."""
