/** SQL text that stands for itself where a value would be a literal. */
export class SqlExpression {
  readonly text: string

  constructor(text: string) {
    this.text = text
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
