let loaded: Promise<typeof import('@mig/sql')> | undefined

/** The lexers, loaded when the first body is read: reading headers does not pay for them. An `import()` per script would be looked up anew each time. */
export function sqlText(): Promise<typeof import('@mig/sql')> {
  return (loaded ??= import('@mig/sql'))
}
