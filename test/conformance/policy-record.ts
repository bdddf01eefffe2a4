/** GitLab's answer to `only` and `except` of one job in one pipeline. */
export interface PolicyRecord {
  readonly only?: unknown;
  readonly except?: unknown;
  readonly source: string;
  readonly tag: boolean;
  readonly ref: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly changes: readonly string[] | null;
  readonly project_path: string;
  readonly valid: boolean;
  readonly included: boolean | null;
}
