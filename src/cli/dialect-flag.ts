/** `--dialect`, and what people are told of configurations that no GitLab runs. */
import { Option } from 'commander';
import type { Config } from '../config/config.js';
import { DIALECTS, type Dialect } from '../config/dialect.js';
import { BadRequest } from './batch.js';

export function dialectOption(): Option {
  return new Option(
    '--dialect <dialect>',
    'the syntax the files are written in (default: what a line # ci-lint-dialect: … or the settings say)',
  ).choices(DIALECTS);
}

/** One line for each configuration in the proposed syntax. */
export function dialectNotes(configs: readonly Config[], pathOf: (config: Config) => string): string[] {
  return configs
    .filter(({ dialect }) => dialect === 'proposed')
    .map(
      config =>
        `${pathOf(config)} is written in the proposed syntax, which no GitLab runs; ci-lint migrate --to current makes one that it runs.`,
    );
}

/** The `dialect` of a line of `--batch`. @throws BadRequest */
export function dialectRequest({ dialect }: Readonly<Record<string, unknown>>): { dialect?: Dialect } {
  if (dialect === undefined) return {};
  const known = DIALECTS.find(name => name === dialect);
  if (known === undefined) throw new BadRequest(`dialect should be one of ${DIALECTS.join(', ')}`);
  return { dialect: known };
}
