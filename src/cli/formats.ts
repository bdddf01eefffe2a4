import type { Reporter } from '../reporters/reporter.js';

const NAMES = ['stylish', 'unix', 'json', 'gitlab', 'sarif', 'junit', 'checkstyle', 'rdjson'] as const;

export type Format = (typeof NAMES)[number];

export const FORMAT_NAMES: readonly string[] = NAMES;

/** Each reporter is loaded when it is asked for. */
export const FORMATS: Readonly<Record<Format, () => Promise<Reporter>>> = {
  stylish: async () => (await import('../reporters/stylish.js')).render,
  unix: async () => (await import('../reporters/unix.js')).render,
  json: async () => (await import('../reporters/json.js')).render,
  gitlab: async () => (await import('../reporters/gitlab.js')).render,
  sarif: async () => (await import('../reporters/sarif.js')).render,
  junit: async () => (await import('../reporters/junit.js')).render,
  checkstyle: async () => (await import('../reporters/checkstyle.js')).render,
  rdjson: async () => (await import('../reporters/rdjson.js')).render,
};

export function isFormat(name: string): name is Format {
  return name in FORMATS;
}
