/** The checksum that GitHub and npm put at the end of their tokens: CRC-32 of what stands before it, in base 62. */

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const LENGTH = 6;
const POLYNOMIAL = 0xedb88320;

/** True when the last six characters of a token's body are the checksum of the others. */
export function hasValidChecksum(body: string): boolean {
  const split = body.length - LENGTH;
  return split > 0 && base62(crc32(body.slice(0, split))) === body.slice(split);
}

function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let at = 0; at < text.length; at++) {
    crc ^= text.charCodeAt(at) & 0xff;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
  }
  return ~crc >>> 0;
}

function base62(value: number): string {
  let text = '';
  for (let rest = value; rest > 0; rest = Math.floor(rest / DIGITS.length)) {
    text = (DIGITS[rest % DIGITS.length] ?? '') + text;
  }
  return text.padStart(LENGTH, '0');
}
