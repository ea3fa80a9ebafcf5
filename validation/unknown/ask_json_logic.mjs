// JsonLogic, the reference implementation in JavaScript; the data have none of the fields.
import jsonLogic from "json-logic-js";
import { tell } from "./tell.mjs";

const ki67 = { var: "ki67" };
const a = { var: "a" };
const table = { if: [{ "<": [ki67, 10] }, "low", "not low"] };
const rule = (logic, data = {}) => () => jsonLogic.apply(logic, data);

await tell("json-logic-js", {
  missing: rule({ "<": [ki67, 10] }),
  negated: rule({ "!": [a] }),
  or_true: rule({ or: [a, true] }),
  or_false: rule({ or: [a, false] }),
  table: rule(table),
  nan: rule({ ">": [{ var: "nan" }, 5] }, { nan: NaN }),
  control: rule(table, { ki67: 5 }),
});
