import { MigError, type Body, type BuilderName, type Dialect, type Direction, type RevisionId, type Script } from '@mig/core'
import { basename } from 'node:path'
import { filesChecksum, textChecksum } from './checksum.js'
import { readText } from './files/read-text.js'
import { scriptLanguage } from './files/script-language.js'
import { scriptChecksum, type ChosenPart } from './layout-blind-checksum.js'
import { scanSqlTransaction } from './header/scan-sql-header.js'
import { readSqlBody } from './sql/sql-body.js'
import { chooseSection, parseSqlScript, type SqlScript, type SqlSection } from './sql/sql-script.js'

/** One file behind a revision. */
export interface ScriptFile {
  /** Absolute. */
  readonly path: string
  /** The text where it was already read; else it is read when it is needed. */
  readonly text?: string
  /** The only direction that the file is for (`002_default_downgrade.sql`); absent: for both. */
  readonly direction?: Direction
  /** The only dialect that the file is for (`002_postgresql_upgrade.sql`); absent: for all. */
  readonly dialect?: Dialect
  /** Code for the builder of another library, where the file does not say so itself. */
  readonly builder?: BuilderName
}

/** What {@link createScript} needs to know. */
export interface ScriptSource {
  readonly revision: RevisionId
  readonly description: string
  /** One file, or a set of files per dialect and direction. */
  readonly files: readonly ScriptFile[]
}

/**
 * Makes the script behind a revision.
 *
 * For a direction and dialect, SQL for that dialect comes before SQL for all, and SQL before code; a file that has nothing for the
 * direction gives way to the next. Nothing is read or imported before it is asked for.
 *
 * @example
 * const script = createScript({ revision: 'ae10', description: 'add a table', files: [{ path: '/app/migrations/versions/ae10_add_a_table.ts' }] })
 * const body = await script.body('upgrade', 'postgres')
 */
export function createScript(source: ScriptSource): Script {
  return new FileScript(source)
}

class FileScript implements Script {
  readonly revision: RevisionId
  readonly description: string
  readonly files: readonly string[]
  readonly #files: readonly ScriptFile[]
  readonly #texts = new Map<ScriptFile, string>()
  readonly #parsed = new Map<ScriptFile, SqlScript>()
  /** The statements of the sections that were asked for, as the dialect that asked last splits them. */
  readonly #split = new Map<SqlSection, { readonly dialect: Dialect; readonly statements: readonly string[] }>()
  #checksum: string | undefined

  constructor(source: ScriptSource) {
    this.revision = source.revision
    this.description = source.description
    this.#files = source.files
    this.files = source.files.map((file) => file.path)
  }

  get checksum(): string {
    if (this.#checksum === undefined) {
      const [only, ...others] = this.#files
      // a file alone keeps its checksum when it is renamed; in a set the name says what the text is for
      this.#checksum =
        only !== undefined && others.length === 0
          ? textChecksum(this.#text(only))
          : filesChecksum(this.#files.map((file) => ({ name: basename(file.path), text: this.#text(file) })))
    }
    return this.#checksum
  }

  async layoutBlindChecksum(dialect: Dialect): Promise<string> {
    return scriptChecksum(
      dialect,
      (direction) => this.#choose(direction, dialect),
      (direction) =>
        candidates(this.#files, direction, dialect)
          .map((file) => this.#text(file))
          .join('\n'),
    )
  }

  async body(direction: Direction, dialect: Dialect): Promise<Body | undefined> {
    for (const file of candidates(this.#files, direction, dialect)) {
      const body =
        scriptLanguage(file.path) === 'sql' ? await this.#sqlBody(file, direction, dialect) : await codeBody(file, direction, dialect)
      if (body !== undefined) return body
    }
    return undefined
  }

  async #sqlBody(file: ScriptFile, direction: Direction, dialect: Dialect): Promise<Body | undefined> {
    const section = chooseSection(this.#parse(file), direction, dialect)
    if (section !== undefined) {
      const body = await readSqlBody(section, file.path, dialect, scanSqlTransaction(this.#text(file)))
      this.#split.set(section, { dialect, statements: body.statements.map((statement) => statement.text) })
      return body
    }
    if (file.direction === undefined) return undefined
    throw new MigError('MIG_SCRIPT_SYNTAX', `${file.path}:1: the file is for the ${direction}, but has no section for it`, {
      details: { file: file.path, line: 1, direction, dialect },
      hint: 'Take the section markers out: the whole file is the script.',
    })
  }

  /** What `body` would take, nothing split or imported: code stands for both directions, since only running it tells which it has. */
  #choose(direction: Direction, dialect: Dialect): ChosenPart {
    for (const file of candidates(this.#files, direction, dialect)) {
      if (scriptLanguage(file.path) !== 'sql') return { kind: 'code', text: this.#text(file) }
      const section = chooseSection(this.#parse(file), direction, dialect)
      if (section === undefined) continue
      const split = this.#split.get(section)
      return { kind: 'sql', section, statements: split?.dialect === dialect ? split.statements : undefined }
    }
    return undefined
  }

  #parse(file: ScriptFile): SqlScript {
    let parsed = this.#parsed.get(file)
    if (parsed === undefined) {
      parsed = parseSqlScript(this.#text(file), file.path, file.direction ?? 'upgrade')
      this.#parsed.set(file, parsed)
    }
    return parsed
  }

  #text(file: ScriptFile): string {
    let text = file.text ?? this.#texts.get(file)
    if (text === undefined) {
      text = readText(file.path)
      this.#texts.set(file, text)
    }
    return text
  }
}

/** The files that may hold the body, best first. */
function candidates(files: readonly ScriptFile[], direction: Direction, dialect: Dialect): readonly ScriptFile[] {
  const rank = (file: ScriptFile): number => (file.dialect !== undefined ? 0 : scriptLanguage(file.path) === 'sql' ? 1 : 2)
  return files
    .filter((file) => (file.direction ?? direction) === direction && (file.dialect ?? dialect) === dialect)
    .sort((a, b) => rank(a) - rank(b))
}

async function codeBody(file: ScriptFile, direction: Direction, dialect: Dialect): Promise<Body | undefined> {
  const { readCodeBody } = await import('./code/code-body.js')
  return readCodeBody(file.path, direction, dialect, file.builder)
}
