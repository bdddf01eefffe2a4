/** Names for findings that stay the same when lines move. */
import type { Diagnostic } from '../linter/diagnostic.js';

/**
 * One fingerprint a diagnostic, in order and all different: 32 hexadecimal digits over rule, path, job, message and the text of
 * the line. Findings that agree in all of these are told apart by their order.
 */
export function fingerprints(diagnostics: readonly Diagnostic[]): string[] {
  const seen = new Map<string, number>();
  const given = new Set<string>();
  return diagnostics.map(({ ruleId, at, job, message }) => {
    const line = at.source.lineText(at.source.positionAt(at.start).line).trim();
    const key = JSON.stringify([ruleId, at.source.path, job ?? '', message.what, line]);
    const occurrence = seen.get(key) ?? 0;
    seen.set(key, occurrence + 1);
    let fingerprint = hash(`${key}${occurrence}`);
    for (let salt = 0; given.has(fingerprint); salt++) fingerprint = hash(`${key}${occurrence}/${salt}`);
    given.add(fingerprint);
    return fingerprint;
  });
}

/** 128 bits of FNV-1a, made of four 32-bit lanes with different seeds and a final mix. No cryptography. */
function hash(text: string): string {
  const lanes = [0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    for (let lane = 0; lane < 4; lane++)
      lanes[lane] = Math.imul((lanes[lane] ?? 0) ^ (code + lane), 0x01000193);
  }
  return lanes.map(lane => (mix(lane) >>> 0).toString(16).padStart(8, '0')).join('');
}

function mix(lane: number): number {
  lane = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b);
  lane = Math.imul(lane ^ (lane >>> 13), 0xc2b2ae35);
  return lane ^ (lane >>> 16);
}
