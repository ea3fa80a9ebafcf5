// Runs an exported pack with engines that are not ours. Usage: node run.mjs job.json result.json
//
// job:    cql, model, elm, plan, cases, conditions, texts
//         (names of the definitions to ask for: those that are true, false or null, and texts)
// result: messages of the translator; per engine one line of truths and the texts of every case,
//         and the seconds that took, of the clock and of processors; problems the FHIR validator finds in the plan
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import cqlExecution from "cql-execution";
import fhir from "fhir";
import {
  CqlTranslator,
  LibraryManager,
  ModelManager,
  createModelInfoProvider,
  stringAsSource,
} from "@cqframework/cql/cql-to-elm";

const HERE = dirname(fileURLToPath(import.meta.url));

// The simplest data source: one patient whose properties are the elements of the flat model.
class CaseSource {
  constructor(record, id) {
    this.patient = { ...record, id, getId: () => id, findRecords: () => [this.patient] };
  }
  currentPatient() {
    return this.patient;
  }
  nextPatient() {
    this.patient = undefined;
  }
}

function translate(cql, model) {
  const known = {
    System: readFileSync(join(HERE, "system-modelinfo.xml"), "utf8"),
    NetCase: model,
  };
  const models = new ModelManager();
  models.modelInfoLoader.registerModelInfoProvider(
    createModelInfoProvider((name) => (name in known ? stringAsSource(known[name]) : null)),
  );
  const translator = CqlTranslator.fromText(cql, new LibraryManager(models));
  // All findings; `messages` would hold only those that are neither errors nor warnings.
  const findings = translator.exceptions.asJsReadonlyArrayView();
  const messages = findings.map((found) => `${found.severity?.name}: ${found.message}`);
  // Places in the text and their copies would only slow the engine down.
  const dropped = new Set(["annotation", "locator", "localId"]);
  const kept = (key, value) => (dropped.has(key) ? undefined : value);
  return { messages, elm: JSON.parse(translator.toJson(), kept) };
}

// Definitions that nobody asks for are evaluated only where another one refers to them.
function restrict(elm, asked) {
  for (const define of elm.library.statements.def) {
    if (define.context === "Patient" && !asked.has(define.name)) define.context = "NotAsked";
  }
  return elm;
}

const LETTERS = new Map([
  [true, "t"],
  [false, "f"],
  [null, "n"],
]);

async function execute(elm, job) {
  const asked = new Set([...job.conditions, ...job.texts]);
  const library = new cqlExecution.Library(restrict(elm, asked));
  const truths = [];
  const texts = [];
  const start = performance.now();
  const before = process.cpuUsage();
  for (const [number, record] of job.cases.entries()) {
    const id = String(number);
    // A new engine for every case: some engines keep results of the case before.
    const executor = new cqlExecution.Executor(library);
    const results = await executor.exec(new CaseSource(record, id));
    const found = results.patientResults[id];
    truths.push(job.conditions.map((name) => LETTERS.get(found[name]) ?? "?").join(""));
    texts.push(job.texts.map((name) => found[name]));
  }
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  return { seconds, processor: (user + system) / 1e6, truths, texts };
}

const [jobPath, resultPath] = process.argv.slice(2);
const job = JSON.parse(readFileSync(jobPath, "utf8"));
const translated = translate(job.cql, job.model);
const result = { messages: translated.messages, engines: {} };
if (!translated.messages.length) {
  result.engines.translated = await execute(translated.elm, job);
}
result.engines.direct = await execute(job.elm, job);
result.plan = new fhir.Fhir().validate(job.plan, { errorOnUnexpected: true });
writeFileSync(resultPath, JSON.stringify(result));
