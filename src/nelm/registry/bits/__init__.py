"""The default engine: the expressions carried out on vectors of bits, and words of comparisons."""
