"""Plain-text formulas typeset: `A = D M / (k (1-F)(1-R))` read once, drawn as MathML or Typst."""
