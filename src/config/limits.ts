import type { Limits } from './config.js';

/** The limits of an instance that nobody changed (gitlabhq, `db/structure.sql`, `app/models/application_setting_implementation.rb`). */
export const defaultLimits: Limits = {
  maxIncludes: 150,
  maxYamlBytes: 2 * 1024 * 1024,
  maxYamlDepth: 100,
  maxNeeds: 50,
};

export function withDefaults(limits: Partial<Limits> | undefined): Limits {
  return { ...defaultLimits, ...limits };
}
