const brand = Symbol.for('mig.sql')

/** SQL text that stands for itself where a value would be a literal. */
export class SqlExpression {
  readonly text: string
  readonly [brand] = true

  constructor(text: string) {
    this.text = text
  }

  /** A script may have loaded another copy of this package than the one that runs it. */
  static [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && brand in value
  }
}

/**
 * Marks text as SQL, for a default that is an expression.
 *
 * @example
 * { type: 'timestamp', default: sql`CURRENT_TIMESTAMP` }
 */
export function sql(text: TemplateStringsArray | string): SqlExpression {
  return new SqlExpression(typeof text === 'string' ? text : text.join(''))
}
