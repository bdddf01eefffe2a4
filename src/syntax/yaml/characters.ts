/** Character classes of libyaml, on UTF-16 codes. `NaN`, what `charCodeAt` gives past the end, is the end of the text. */

export function isBreak(code: number): boolean {
  return code === 10 || code === 13 || code === 0x85 || code === 0x2028 || code === 0x2029;
}

export function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

export function isEnd(code: number): boolean {
  return Number.isNaN(code);
}

export function isBreakOrEnd(code: number): boolean {
  return isBreak(code) || Number.isNaN(code);
}

/** Blank, line break or end of the text. */
export function isSpaceOrEnd(code: number): boolean {
  if (code > 32 && code < 0x85) return false;
  return code === 32 || code === 9 || isBreak(code) || Number.isNaN(code);
}

/** Letters, digits, `_` and `-`: what names of anchors are made of. */
export function isNameCharacter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 45 ||
    code === 95
  );
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** The value of a hexadecimal digit, or -1. */
export function hexValue(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 65 && code <= 70) return code - 55;
  if (code >= 97 && code <= 102) return code - 87;
  return -1;
}
