"""The criteria as Ibis expressions: from the columns of a table to labels, for any engine."""
