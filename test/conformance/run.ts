/**
 * `npm run conformance [family…]`: compares ci-lint's answers with GitLab's own, where they are at hand.
 * Exit code 1 on any disagreement that `exceptions.json` does not explain.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Family } from './family.js';

const here = dirname(fileURLToPath(import.meta.url));
const oracle = resolve(here, process.env.CI_LINT_ORACLE ?? '../../../shared/oracle');
const SHOWN = Number(process.env.SHOWN ?? 10);
const WIDTH = Number(process.env.WIDTH ?? 300);

/** Explained disagreements: `{"family/id": "reason"}`. */
const exceptions = new Map<string, string>(
  Object.entries(JSON.parse(readFileSync(join(here, 'exceptions.json'), 'utf8')) as Record<string, string>),
);

async function runFamily(family: Family): Promise<number> {
  const started = performance.now();
  let total = 0;
  let explained = 0;
  const wrong: string[] = [];
  for await (const { id, disagreement } of family.verdicts(oracle)) {
    total++;
    if (disagreement === null) continue;
    if (exceptions.has(`${family.name}/${id}`)) explained++;
    else wrong.push(`  ${id}: ${disagreement.slice(0, WIDTH)}`);
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const agreed = total - wrong.length - explained;
  console.log(`${family.name.padEnd(16)} ${agreed} of ${total} agree, ${explained} explained (${seconds} s)`);
  for (const line of wrong.slice(0, SHOWN)) console.log(line);
  if (wrong.length > SHOWN)
    console.log(`  … and ${wrong.length - SHOWN} more (SHOWN=1000 shows them, WIDTH=9999 shows all of each)`);
  return wrong.length;
}

async function main(): Promise<void> {
  if (!existsSync(oracle)) {
    console.log(`conformance: skipped, there is no folder ${oracle} (set CI_LINT_ORACLE)`);
    return;
  }
  const wanted = process.argv.slice(2);
  let failures = 0;
  for (const file of readdirSync(join(here, 'families')).sort()) {
    const { family } = (await import(pathToFileURL(join(here, 'families', file)).href)) as { family: Family };
    if (wanted.length === 0 || wanted.includes(family.name)) failures += await runFamily(family);
  }
  process.exitCode = failures === 0 ? 0 : 1;
}

await main();
