// CQL, translated and run by @cqframework/cql.
import { CqlEngine, Environment, EvaluationParams } from "@cqframework/cql/engine";
import { tell } from "./tell.mjs";
import { NAMES, manager } from "./translate.mjs";

const wanted = new EvaluationParams.LibraryParams.Builder();
wanted.expressionsByName(NAMES);
const parameters = new EvaluationParams.Builder();
parameters.libraryByName("Questions", wanted.build());
const engine = new CqlEngine(new Environment(manager()));
const found = engine.evaluate(parameters.build()).onlyResultOrThrow;

const plain = (value) => (value === null ? null : (value.value ?? value.toString()));
await tell(
  "@cqframework/cql",
  Object.fromEntries(NAMES.map((name) => [name, () => plain(found.getByName(name)?.value)])),
);
