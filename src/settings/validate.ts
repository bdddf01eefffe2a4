/** What a compiled JSON Schema validator is: true, or false with `errors` until the next call. */
export interface Validate {
  (value: unknown): boolean;
  readonly errors?: readonly SchemaError[] | null;
}

export interface SchemaError {
  readonly keyword: string;
  /** A JSON pointer to the value. */
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
  /** The key, where `propertyNames` is about one. */
  readonly propertyName?: string;
  /** The value itself. */
  readonly data?: unknown;
  readonly parentSchema: {
    readonly type?: unknown;
    readonly properties?: object;
    readonly enum?: readonly unknown[];
  };
}
