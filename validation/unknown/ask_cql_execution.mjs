// CQL, translated by @cqframework/cql, run by cql-execution.
import cqlExecution from "cql-execution";
import { tell } from "./tell.mjs";
import { NAMES, elm } from "./translate.mjs";

const executor = new cqlExecution.Executor(new cqlExecution.Library(elm()));
const source = { currentPatient: () => undefined, nextPatient: () => undefined };
const found = (await executor.exec(source)).unfilteredResults;

await tell("cql-execution", Object.fromEntries(NAMES.map((name) => [name, () => found[name]])));
