// FEEL, the expression language of DMN, through feelin; and unary tests, the cells of a table.
import { evaluate, unaryTest } from "feelin";
import { tell } from "./tell.mjs";

const nulls = { ki67: null, a: null, nan: NaN };
const feel = (text) => () => evaluate(text, nulls).value;

// A decision table with two rows: `< 10` gives low; `-` (anything) gives not low.
function table(ki67) {
  const rows = [["< 10", "low"], ["-", "not low"]];
  return rows.find(([cell]) => cell === "-" || unaryTest(cell, { "?": ki67 }).value === true)[1];
}

await tell("feelin", {
  missing: feel("ki67 < 10"),
  negated: feel("not(a)"),
  or_true: feel("a or true"),
  or_false: feel("a or false"),
  table: () => table(null),
  nan: feel("nan > 5"),
  control: () => table(5),
});
