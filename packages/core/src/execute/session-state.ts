/**
 * What a script keeps in its session (temporary tables, user variables), and what of it cannot be had again after a crash.
 *
 * Statements that only set up the session run again in each run. What other statements had put into it, and what was read from
 * tables that the script has changed since, is lost with the session that died.
 */
export class SessionState {
  /** Name → whether its content was read from tables when it was made. */
  readonly #made = new Map<string, boolean>()
  readonly #lost = new Set<string>()

  /** A statement that sets up the session ran. */
  noteSetup(text: string): void {
    const isRead = /\bselect\b/i.test(text)
    const table =
      /^\s*create\s+(?:or\s+replace\s+)?(?:(?:local|global)\s+)?temp(?:orary)?\s+table\s+(?:if\s+not\s+exists\s+)?([^\s(;]+)/i.exec(
        text,
      )?.[1]
    if (table !== undefined) this.#made.set(bare(table), isRead)
    if (/^\s*set\b/i.test(text)) for (const [, name = ''] of text.matchAll(/(@\w+)\s*:?=/g)) this.#made.set(name.toLowerCase(), isRead)
  }

  /** A statement that an earlier run had done was skipped. */
  noteSkipped(text: string): void {
    for (const [name, isRead] of this.#made) if (isRead || mentions(text, name)) this.#lost.add(name)
  }

  /** What the statement needs and what is lost; `undefined` when nothing is. */
  lostFor(text: string): string | undefined {
    return [...this.#lost].find((name) => mentions(text, name))
  }
}

/** The name without its schema and quotes. */
const bare = (name: string): string =>
  name
    .replace(/^.*\./, '')
    .replace(/^[`"[]|[`"\]]$/g, '')
    .toLowerCase()

function mentions(text: string, name: string): boolean {
  const escaped = name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  return new RegExp(`(?<![\\w@])${escaped}(?!\\w)`, 'i').test(text)
}
