"""The plan of 177Lu-DOTATATE, one module for each part of it."""
