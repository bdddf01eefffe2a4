/** `npm run new-rule <category>/<id>`: starts a rule from the one in `scripts/scaffold`, which is compiled and tested like the others. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CATEGORIES } from '../src/linter/diagnostic.js';
import { exportName } from './rule-facts.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const [category = '', id = ''] = (process.argv[2] ?? '').split('/');

if (!CATEGORIES.some(known => known === category) || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) {
  console.error(`Usage: npm run new-rule <category>/<id>, with a category of ${CATEGORIES.join(', ')}.`);
  process.exit(2);
}
const target = `rules/${category}/${id}`;
if (existsSync(`${root}${target}.ts`)) {
  console.error(`${target}.ts exists already.`);
  process.exit(2);
}
mkdirSync(`${root}rules/${category}`, { recursive: true });
for (const extension of ['ts', 'md']) {
  const text = readFileSync(`${root}scripts/scaffold/scaffold-rule.${extension}`, 'utf8');
  writeFileSync(
    `${root}${target}.${extension}`,
    text
      .replaceAll('scaffoldRule', exportName(id))
      .replaceAll('scaffold-rule', id)
      .replaceAll("category: 'validity'", `category: '${category}'`),
  );
}
console.log(`${target}.ts and ${target}.md are yours. Then: npm run generate:rules && npm run pages`);
