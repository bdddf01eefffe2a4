import type { Config } from '../../src/config/config.js';
import type { Dialect } from '../../src/config/dialect.js';
import { memoryFiles } from '../../src/config/files.js';
import { resolveConfig } from '../../src/config/resolve.js';

/** The configuration of one text. */
export function configOf(text: string, dialect: Dialect = 'current'): Config {
  const files = memoryFiles({ '.gitlab-ci.yml': text });
  return resolveConfig({ root: '.gitlab-ci.yml', files, dialect });
}
