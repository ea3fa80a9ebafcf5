// The questions in CQL, with nulls or with parameters that nobody supplies, and their ELM.
import { readFileSync } from "node:fs";
import {
  CqlTranslator,
  LibraryManager,
  ModelManager,
  createLibrarySourceProvider,
  createModelInfoProvider,
  stringAsSource,
} from "@cqframework/cql/cql-to-elm";

const beside = (name) => readFileSync(new URL(name, import.meta.url), "utf8");
export const NAMES = ["missing", "negated", "or_true", "or_false", "table", "nan", "control"];

export function questions() {
  const text = beside("questions.cql");
  if (!process.argv.includes("parameters")) return text;
  const nulls = /define (\w+): null as (\w+)\n/g;
  const declared = [...text.matchAll(nulls)].map(([, name, type]) => `parameter ${name} ${type}\n`);
  return text.replace(nulls, "").replace("context", `${declared.join("")}context`);
}

// The translator wants to be told of the types of the system.
export function manager() {
  const models = new ModelManager();
  models.modelInfoLoader.registerModelInfoProvider(
    createModelInfoProvider((name) =>
      name === "System" ? stringAsSource(beside("system-modelinfo.xml")) : null,
    ),
  );
  const found = new LibraryManager(models);
  found.librarySourceLoader.registerProvider(
    createLibrarySourceProvider(() => stringAsSource(questions())),
  );
  return found;
}

export function elm() {
  const translator = CqlTranslator.fromText(questions(), manager());
  const messages = translator.exceptions.asJsReadonlyArrayView();
  if (messages.length) throw new Error(messages.map((found) => found.message).join("; "));
  return JSON.parse(translator.toJson());
}
