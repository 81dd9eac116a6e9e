// Opens files in the bpmn-js modeler, one after the other, and prints {"peer", "files": [{"file", "warnings"}]}.
// Usage: node bpmnjs.mjs < job.json ; bpmnjs.py writes the job and reads the answer.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const job = JSON.parse(readFileSync(0, "utf8"));
const { chromium } = createRequire(join(job.modules, "x.js"))("playwright-core");
const version = JSON.parse(readFileSync(join(job.modules, "bpmn-js", "package.json"), "utf8")).version;
const browser = await chromium.launch({ executablePath: job.chromium, headless: true, args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
await page.setContent('<div id="main" style="position: absolute; inset: 0"></div>');
await page.addScriptTag({ path: join(job.modules, "bpmn-js", "dist", "bpmn-modeler.development.js") });
await page.evaluate(() => {
  window.modeler = new BpmnJS({ container: "#main" });
});
const files = [];
for (const file of job.files) {
  const warnings = await page.evaluate(async (text) => {
    try {
      const { warnings } = await modeler.importXML(text);
      return warnings.map((one) => one.message);
    } catch (error) {
      return [`refused: ${error.message}`, ...(error.warnings ?? []).map((one) => one.message)];
    }
  }, readFileSync(file, "utf8"));
  files.push({ file, warnings });
}
await browser.close();
process.stdout.write(JSON.stringify({ peer: `bpmn-js ${version}`, files }) + "\n");
process.exit(0);
