// Measures the bpmn-js modeler on one file and prints one JSON object: {"peer", "browser", "size", "values"}.
// Usage: node bpmnjs.mjs < job.json ; peers.py writes the job and reads the answer. The keys of "values" are the
// names of our own rows, so nothing has to be translated. See README.md for what a figure means.
import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join, normalize, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { inPage } from "./page.mjs";

const job = JSON.parse(readFileSync(0, "utf8"));
const parts = new Set(job.parts);
const versionOf = (name) => JSON.parse(readFileSync(join(job.modules, name, "package.json"), "utf8")).version;
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
const values = {};
let browser = "";

if (parts.has("document")) await measureDocument();
if (["start", "start with file", "canvas"].some((part) => parts.has(part))) await measureCanvas();
const [peer] = parts.has("document") ? ["bpmn-moddle"] : ["bpmn-js"];
process.stdout.write(JSON.stringify({ peer: `${peer} ${versionOf(peer)}`, browser, size: job.size, values }) + "\n");
process.exit(0);

/** The document alone, without a browser: read, and write after one name has changed. */
async function measureDocument() {
  const { BpmnModdle } = await import(pathToFileURL(join(job.modules, "bpmn-moddle", "dist", "index.js")).href);
  const text = readFileSync(job.file, "utf8");
  const opened = [];
  const saved = [];
  for (let turn = 0; turn < job.turns; turn++) {
    const moddle = new BpmnModdle();
    let since = performance.now();
    const { rootElement, elementsById } = await moddle.fromXML(text);
    opened.push(performance.now() - since);
    elementsById[job.middle].name = `Another name ${turn}`;
    since = performance.now();
    await moddle.toXML(rootElement, { format: true });
    saved.push(performance.now() - since);
  }
  values["document: open"] = median(opened);
  values["document: save after one edit"] = median(saved);
}

/** The modeler in a browser of its own, started anew. */
async function measureCanvas() {
  const { chromium } = createRequire(join(job.modules, "x.js"))("playwright-core");
  const server = await serve();
  const address = `http://127.0.0.1:${server.address().port}/`;
  const since = performance.now();
  const running = await chromium.launch({
    executablePath: job.chromium,
    headless: true,
    // Without the limit to the screen's 60 Hz a frame takes what it takes: no floor under the peer's figures.
    args: ["--disable-gpu", "--disable-frame-rate-limit", "--disable-gpu-vsync"],
  });
  browser = `Chromium ${running.version()}`;
  const page = await running.newPage({ viewport: { width: job.width, height: job.height } });
  page.setDefaultTimeout(0);
  await page.goto(address);
  await page.evaluate(inPage);
  await page.evaluate(() => bench.ready());
  if (parts.has("start")) values["start-up"] = performance.now() - since;
  if (parts.has("start with file")) {
    await page.evaluate(() => bench.open(1, 0));
    values["start-up with a file"] = performance.now() - since;
    const memory = memoryOf(descendants());
    if (memory) values["memory with a file"] = memory;
  }
  if (parts.has("canvas")) await measureWork(page);
  await running.close();
  server.close();
}

/** Every operation of our canvas rows, in the same order on the same elements. */
async function measureWork(page) {
  const ask = async (name, expression) => {
    const times = await page.evaluate(expression, job);
    if (times.length) values[name] = median(times);
  };
  const steps = async (kind, scale) => {
    const before = processorTime(descendants());
    const times = await page.evaluate(([what, count]) => bench.steps(what, count), [kind, job.steps]);
    const spent = processorTime(descendants()) - before;
    values[`${kind}, scale ${scale}`] = median(times);
    if (before) values[`${kind} CPU, scale ${scale}`] = spent / times.length;
  };
  await ask("open to first paint", (job) => bench.open(job.turns, job.budget));
  await ask("fit, painted", (job) => bench.fit(job.turns, job.budget));
  for (const scale of ["1.0", "fit"]) {
    await page.evaluate(([id, at]) => bench.look(id, at), [job.middle, scale]);
    await steps("pan", scale);
    await page.evaluate(([id, at]) => bench.look(id, at), [job.middle, scale]);
    await steps("zoom", scale);
  }
  await page.evaluate((id) => bench.look(id, "1.0"), job.middle);
  await ask("save after one edit", (job) => bench.save(job.middle, job.turns, job.budget));
  await ask("move 1, painted", (job) => bench.move([job.middle], job.repeats, job.budget));
  await ask("undo of move 1, painted", () => bench.undoAll());
  await ask("move 100, painted", (job) => bench.move(job.hundred, job.repeats, job.budget));
  await ask("undo of move 100, painted", () => bench.undoAll());
  await ask("rename, painted", (job) => bench.rename(job.middle, job.repeats, job.budget));
  await ask("append, painted", (job) => bench.append(job.sources, job.repeats, job.budget));
  await ask("save after many edits", (job) => bench.save(job.middle, job.turns, job.budget));
}

/** A server for this machine alone: the page, the peer's files, and the file that is measured. */
async function serve() {
  const types = { ".js": "text/javascript", ".css": "text/css" };
  const styles = ["diagram-js.css", "bpmn-js.css", "bpmn-font/css/bpmn-embedded.css"]
    .map((name) => `<link rel="stylesheet" href="/modules/bpmn-js/dist/assets/${name}">`)
    .join("");
  const html =
    `<!doctype html><meta charset="utf-8"><title>bench</title>${styles}` +
    '<style>html, body, main { margin: 0; height: 100%; overflow: hidden }</style><main></main>' +
    '<script src="/modules/bpmn-js/dist/bpmn-modeler.production.min.js"></script>';
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://127.0.0.1").pathname);
    try {
      let body = html;
      let type = "text/html";
      if (path === "/file") [body, type] = [await readFile(job.file), "application/xml"];
      else if (path.startsWith("/modules/")) {
        const file = normalize(join(job.modules, path.slice("/modules/".length)));
        if (!file.startsWith(normalize(job.modules) + sep)) throw new Error("outside");
        [body, type] = [await readFile(file), types[extname(file)] ?? "application/octet-stream"];
      } else if (path !== "/") throw new Error("unknown");
      response.writeHead(200, { "content-type": type }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return server;
}

/** The ids of all processes that this one has started, on systems that tell (Linux); none elsewhere. */
function descendants() {
  const children = new Map();
  let names = [];
  try {
    names = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
  for (const name of names) {
    const parent = fields(name)?.[1];
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), name]);
  }
  const found = [];
  const open = [String(process.pid)];
  while (open.length) {
    const next = children.get(open.pop()) ?? [];
    found.push(...next);
    open.push(...next);
  }
  return found;
}

/** What follows the name in /proc/PID/stat; undefined when the process is gone. */
function fields(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}

/** User and system time of some processes in milliseconds; the kernel counts in steps of 10. */
function processorTime(pids) {
  return pids.reduce((sum, pid) => {
    const found = fields(pid);
    return found ? sum + (Number(found[11]) + Number(found[12])) * 10 : sum;
  }, 0);
}

/** Proportional memory of some processes in MiB; 0 where the system does not tell. */
function memoryOf(pids) {
  let kib = 0;
  for (const pid of pids) {
    try {
      kib += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))[1]);
    } catch {
      // gone meanwhile, or not ours to read
    }
  }
  return kib / 1024;
}
