// What a script says of its system: one JSON line, a result for every question.
import { readFileSync } from "node:fs";

export async function tell(name, asked) {
  const folder = new URL(`node_modules/${name}/package.json`, import.meta.url);
  const { version } = JSON.parse(readFileSync(folder, "utf8"));
  const answers = {};
  for (const [question, ask] of Object.entries(asked)) {
    answers[question] = typeof ask === "string" ? ask : await shown(ask);
  }
  console.log(JSON.stringify({ version, answers }));
}

async function shown(ask) {
  try {
    const value = await ask();
    return value === undefined ? "undefined" : value === null ? "null" : String(value);
  } catch (error) {
    return `error (${error.name})`;
  }
}
