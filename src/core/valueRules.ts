/** How the values of two sides are compared where they could not be written alike. */
export interface ValueRules {
  /** Columns whose overrides do not count, because one side could not have them. */
  inexact: readonly string[];
  /** One side was read without the helper, which can only tell that a value is JSON null: other overrides do not count. */
  onlyNulls: boolean;
  /** Columns of which the type changed: 10 and "10" are equal there. */
  asText: readonly string[];
}
