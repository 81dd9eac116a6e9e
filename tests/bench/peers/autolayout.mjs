// Lays out one file with bpmn-auto-layout and prints one JSON object: {"peer", "ms", "xml"}; "xml" is null where it fails.
// Usage: node autolayout.mjs < job.json with {"modules", "file", "turns"}.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const job = JSON.parse(readFileSync(0, "utf8"));
const home = join(job.modules, "bpmn-auto-layout");
const about = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
const { layoutProcess } = await import(pathToFileURL(join(home, "dist", "index.js")).href);
const text = readFileSync(job.file, "utf8");
const times = [];
let xml = null;
try {
  for (let turn = 0; turn < job.turns; turn++) {
    const since = performance.now();
    xml = await layoutProcess(text);
    times.push(performance.now() - since);
  }
} catch (error) {
  console.error(String(error.message));
}
times.sort((one, other) => one - other);
process.stdout.write(JSON.stringify({ peer: `bpmn-auto-layout ${about.version}`, ms: times[times.length >> 1] ?? null, xml }) + "\n");
