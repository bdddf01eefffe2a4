/** The GitLab that a configuration is for. */
import { TIERS, type Tier } from './keyword.js';

export interface Target {
  readonly tier: Tier;
  /** `major.minor`. */
  readonly gitlabVersion: string;
}

/** The newest GitLab whose syntax the keyword tables hold. */
export const LATEST_GITLAB = '18.11';

export const DEFAULT_TARGET: Target = { tier: 'ultimate', gitlabVersion: LATEST_GITLAB };

/** True when a version comes after another one: `18.10` after `18.9`. */
export function isLater(version: string, other: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number);
  return major === otherMajor ? minor > otherMinor : major > otherMajor;
}

/** True when a tier has less than another one. */
export function isBelow(tier: Tier, other: Tier): boolean {
  return TIERS.indexOf(tier) < TIERS.indexOf(other);
}
