import type { Config } from '../../src/config/config.js';
import { memoryFiles } from '../../src/config/files.js';
import { resolveConfig } from '../../src/config/resolve.js';

/** The configuration of one text. */
export function configOf(text: string): Config {
  return resolveConfig({ root: '.gitlab-ci.yml', files: memoryFiles({ '.gitlab-ci.yml': text }) });
}
