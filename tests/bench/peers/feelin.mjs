// Reads {modules, seconds, cases: [[name, text, context, names]]} on stdin; answers {peer, values: {name: per second}}.
// Parsing is part of each evaluation: the package offers nothing else.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import path from 'node:path';

const asked = JSON.parse(readFileSync(0, 'utf8'));
const load = createRequire(path.join(asked.modules, 'x.js'));
const { evaluate, parseExpression } = await import(pathToFileURL(load.resolve('feelin')).href);

const values = {};
for (const [name, text, context, how] of asked.cases) {
  const run = how === 'parse' ? () => parseExpression(text, context) : () => evaluate(text, context);
  try {
    run();
  } catch {
    continue;
  }
  let count = 0;
  const start = process.cpuUsage();
  let spent = 0;
  while (spent < asked.seconds) {
    for (let index = 0; index < 50; index++) run();
    count += 50;
    const used = process.cpuUsage(start);
    spent = (used.user + used.system) / 1e6;
  }
  values[name] = how === 'parse' ? (spent / count) * 1000 : count / spent;
}
const { version } = JSON.parse(readFileSync(path.join(asked.modules, 'feelin', 'package.json'), 'utf8'));
process.stdout.write(JSON.stringify({ peer: `feelin ${version}`, values }));
