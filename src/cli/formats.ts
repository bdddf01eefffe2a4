import type { Reporter } from '../reporters/reporter.js';

/** Each reporter is loaded when it is asked for. */
export const FORMATS = {
  stylish: async () => (await import('../reporters/stylish.js')).render,
  unix: async () => (await import('../reporters/unix.js')).render,
  json: async () => (await import('../reporters/json.js')).render,
  gitlab: async () => (await import('../reporters/gitlab.js')).render,
  sarif: async () => (await import('../reporters/sarif.js')).render,
  junit: async () => (await import('../reporters/junit.js')).render,
  checkstyle: async () => (await import('../reporters/checkstyle.js')).render,
  rdjson: async () => (await import('../reporters/rdjson.js')).render,
} as const satisfies Readonly<Record<string, () => Promise<Reporter>>>;

export type Format = keyof typeof FORMATS;

export const FORMAT_NAMES: readonly string[] = Object.keys(FORMATS);

export function isFormat(name: string): name is Format {
  return name in FORMATS;
}
