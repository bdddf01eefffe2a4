import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CheckDocument, compileCiSchema, faultText } from '../ci-schema.js';
import { readEditorDocuments } from '../editor-documents.js';
import type { Family, Verdict } from '../family.js';

/** What is wrong with a key of a negative test. */
interface Fault {
  readonly file: string;
  readonly job_or_path: string;
  readonly at: readonly (string | number)[];
}

/** GitLab's tests of its own editor schema, and the roots of real configurations that GitLab accepts. */
function* verdicts(oracle: string): Generator<Verdict> {
  const check = compileCiSchema('current');
  yield* editorTests(join(oracle, 'schema'), check);
  yield* realRoots(oracle, check);
}

/** Every key of a file is a document of its own. */
function* editorTests(folder: string, check: CheckDocument): Generator<Verdict> {
  const faults = JSON.parse(readFileSync(join(folder, 'negative.json'), 'utf8')) as readonly Fault[];
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const name of names.map(each => each.replaceAll('\\', '/')).sort()) {
    const wanted = /\/(positive|negative)_tests\//.exec(name)?.[1];
    if (wanted === undefined || !/\.(json|ya?ml)$/.test(name)) continue;
    for (const [key, document] of documentsOf(name, readFileSync(join(folder, name), 'utf8'))) {
      const disagreement =
        wanted === 'positive'
          ? mustFit(check, document)
          : mustFail(
              check,
              document,
              faults
                .filter(fault => fault.file === name && fault.job_or_path === key)
                .map(({ at }) => at.map(String).slice(key in (document as object) ? 0 : 1)),
            );
      yield { id: `${name}#${key}`, disagreement };
    }
  }
}

/** In some files the key is only a label, and its value the whole configuration. */
const LABELLED = [/auto_cancel\/on_\w+\.yml$/, /negative_tests\/(spec_inputs|job_inputs)\.yml$/];

function documentsOf(name: string, text: string): [string, unknown][] {
  const labelled = LABELLED.some(pattern => pattern.test(name));
  return readEditorDocuments(name, text).flatMap(document =>
    Object.entries(document as object).map(([key, value]): [string, unknown] => [
      key,
      labelled && key !== 'workflow' ? value : { [key]: value },
    ]),
  );
}

function mustFit(check: CheckDocument, document: unknown): string | null {
  const faults = check(document);
  return faults.length === 0 ? null : `${JSON.stringify(document)}\n    ${faultText(faults)}`;
}

/** The schema must refuse the document, and have something against every place that is wrong. */
function mustFail(
  check: CheckDocument,
  document: unknown,
  wrong: readonly (readonly string[])[],
): string | null {
  const faults = check(document);
  if (faults.length === 0) return `${JSON.stringify(document)} is to be refused`;
  const missed = wrong.filter(at => !faults.some(({ path }) => isNear(path, at)));
  if (missed.length === 0) return null;
  return `nothing is said of ${missed.map(at => at.join('/')).join(', ')}\n    ${faultText(faults)}`;
}

/** True for the place itself, what holds it and what is in it. */
function isNear(path: readonly string[], at: readonly string[]): boolean {
  const depth = Math.min(path.length, at.length);
  return depth >= at.length - 1 && path.slice(0, depth).every((part, index) => part === at[index]);
}

function* realRoots(oracle: string, check: CheckDocument): Generator<Verdict> {
  const corpus = join(oracle, '../corpus');
  if (!existsSync(corpus)) return;
  for (const file of readdirSync(join(oracle, 'real')).sort()) {
    const answer = JSON.parse(readFileSync(join(oracle, 'real', file), 'utf8')) as {
      readonly root: string;
      readonly valid: boolean;
    };
    if (!answer.valid) continue;
    const name = file.replace(/\.json$/, '');
    const documents = readEditorDocuments(answer.root, readFileSync(join(corpus, name, answer.root), 'utf8'));
    const faults = documents.flatMap(document => [...check(document)]);
    yield { id: name, disagreement: faults.length === 0 ? null : faultText(faults) };
  }
}

export const family: Family = { name: 'schema', verdicts };
