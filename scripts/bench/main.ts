/** `npm run bench`: what the command costs on this machine, as ratios, beside the goals. */
import { parseArgs } from "node:util";
import { catalogue } from "./catalogue.ts";
import { growth } from "./growth.ts";
import { lookups } from "./lookups.ts";
import { isMet, type Part } from "./part.ts";
import { startup } from "./startup.ts";
import { partText } from "./text.ts";

const PARTS: Readonly<Record<string, () => Promise<Part>>> = { lookups, catalogue, growth, startup };
const EXIT_USAGE = 2;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { json: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const names = positionals.length === 0 ? Object.keys(PARTS) : positionals;
  const unknown = names.filter((name) => PARTS[name] === undefined);
  if (unknown.length > 0) {
    process.stderr.write(`no part "${unknown.join('", "')}": ${Object.keys(PARTS).join(", ")}\n`);
    process.exitCode = EXIT_USAGE;
    return;
  }
  const told: Record<string, unknown> = {};
  for (const [name, measure] of Object.entries(PARTS)) {
    if (!names.includes(name)) continue;
    process.stderr.write(`measuring: ${name}\n`);
    const part = await measure();
    told[name] = { ...part, goals: part.goals.map((goal) => ({ ...goal, met: isMet(goal) })) };
    if (!values.json) process.stdout.write(`${partText(part).join("\n")}\n`);
  }
  if (values.json) process.stdout.write(`${JSON.stringify(told, null, 2)}\n`);
}

await main();
