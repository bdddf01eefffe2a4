import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type ErrorObject } from 'ajv';

/** What a schema has against a document: where, and in which words. */
export interface SchemaFault {
  readonly path: readonly string[];
  readonly text: string;
}

export type CheckDocument = (document: unknown) => readonly SchemaFault[];

/** Compiles one of the schemas of `schemas/`. */
export function compileCiSchema(name: 'current' | 'proposed'): CheckDocument {
  const path = fileURLToPath(new URL(`../../schemas/${name}.schema.json`, import.meta.url));
  const ajv = new Ajv({ strictRequired: false, strictTypes: false, strictTuples: false, allErrors: true });
  ajv.addVocabulary(['markdownDescription', 'deprecationMessage', 'patternErrorMessage']);
  const validate = ajv.compile(JSON.parse(readFileSync(path, 'utf8')) as object);
  return document => (validate(document) ? [] : (validate.errors ?? []).map(toFault));
}

function toFault({ instancePath, message, params }: ErrorObject): SchemaFault {
  const path = instancePath
    .split('/')
    .slice(1)
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const extra = (params as { readonly additionalProperty?: string }).additionalProperty;
  const text = `${instancePath}: ${message} ${JSON.stringify(params)}`;
  return { path: extra === undefined ? path : [...path, extra], text };
}

/** The deepest faults, which say most. */
export function faultText(faults: readonly SchemaFault[]): string {
  return [...faults]
    .sort((a, b) => b.path.length - a.path.length)
    .slice(0, 5)
    .map(({ text }) => text)
    .join('\n    ');
}
