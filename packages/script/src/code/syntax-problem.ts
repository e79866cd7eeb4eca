/** The first mistake in a file that does not parse. */
export interface SyntaxProblem {
  readonly problem: string
  /** 1-based. */
  readonly line: number
  /** 1-based, in UTF-16 units. */
  readonly column: number
  /** The line and its neighbours, with the place marked. */
  readonly frame: string
}

/** A mistake and its file. */
export interface SyntaxPlace extends SyntaxProblem {
  readonly file: string
}

const mark = 'MIG_SCRIPT_SYNTAX '

/** A syntax error as module hooks throw it: a plain message with the place in JSON, because it may cross the border of their thread. */
export function markSyntaxError(place: SyntaxPlace): SyntaxError {
  return new SyntaxError(mark + JSON.stringify(place))
}

/** The place in an error of {@link markSyntaxError}; `undefined` for every other error. */
export function markedPlace(error: Error): SyntaxPlace | undefined {
  const start = error.message.indexOf(mark)
  return start < 0 ? undefined : (JSON.parse(error.message.slice(start + mark.length)) as SyntaxPlace)
}
