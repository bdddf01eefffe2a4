import { resolve } from 'node:path';
import { WriteRefused, writeWhole } from '../host/write-file.js';
import { UsageError } from './usage-error.js';

/** Writes a file that an option names. @throws UsageError when that is not possible. */
export function writeOutput(cwd: string, path: string, text: string): void {
  try {
    writeWhole(resolve(cwd, path), text);
  } catch (error) {
    if (error instanceof WriteRefused) throw new UsageError(`${path} ${error.message}.`);
    throw error;
  }
}
