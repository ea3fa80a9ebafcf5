// json-rules-engine: rules over facts. By default a fact that nobody gave is an error; here such
// facts are allowed, as the documentation offers (`allowUndefinedFacts`).
import { Engine } from "json-rules-engine";
import { tell } from "./tell.mjs";

const is = (fact, value, operator = "equal") => ({ fact, operator, value });
const low = { all: [is("ki67", 10, "lessThan")] };

async function fires(conditions, facts = {}) {
  const engine = new Engine([{ conditions, event: { type: "found" } }], {
    allowUndefinedFacts: true,
  });
  return (await engine.run(facts)).events.length > 0;
}

const table = async (facts) => ((await fires(low, facts)) ? "low" : "not low");

await tell("json-rules-engine", {
  missing: () => fires(low),
  negated: () => fires({ not: is("progression", true) }),
  or_true: () => fires({ any: [is("a", true), is("yes", true)] }, { yes: true }),
  or_false: () => fires({ any: [is("a", true), is("no", true)] }, { no: false }),
  table: () => table({}),
  nan: () => fires({ all: [is("nan", 5, "greaterThan")] }, { nan: NaN }),
  control: () => table({ ki67: 5 }),
});
