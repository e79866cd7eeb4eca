import type { Dialect } from '@mig/core'
import { splitStatements } from '@mig/sql'

/** One way to damage a section of SQL: every place where it can be done, each as the whole damaged text. */
export interface Operator {
  readonly what: string
  readonly sites: (text: string, dialect: Dialect) => readonly Site[]
}

/** A damaged section. */
export interface Site {
  readonly text: string
  /** What was there. */
  readonly at: string
}

/** What a converter might do wrong, one change at a time. */
export const operators: readonly Operator[] = [
  replacing('a dropped default', / DEFAULT (?:'[^']*'|\w+)/g, () => ''),
  replacing('a changed literal', /'((?:[^'\n]|'')+)'/g, (whole) => `${whole.slice(0, -1)}~'`),
  replacing('a changed number', /(?<![\w.'"-])\d+(?![\w.'"-])/g, (whole) => String(Number(whole) + 1)),
  replacing('a column that may be NULL', / NOT NULL/g, () => ''),
  replacing('a column that may not be NULL', /(?<=VARCHAR\(\d+\)|_id INTEGER)(?=,\n)/g, () => ' NOT NULL'),
  replacing(
    'another type',
    /\b(?:SMALLINT|INTEGER|VARCHAR|NUMERIC|BOOLEAN|TIMESTAMP|DATETIME)\b(?! PRIMARY KEY AUTOINCREMENT)/g,
    (whole) => otherTypes[whole]!,
  ),
  replacing('a lost collation', / COLLATE "?\w+"?/g, () => ''),
  replacing('another collation', /(?<= COLLATE )(?:"C"|utf8mb4_bin|NOCASE)/g, (whole) => otherCollations[whole]!),
  replacing('a generated column that is not stored', / STORED/g, () => ' VIRTUAL'),
  replacing('an index no longer unique', /CREATE UNIQUE INDEX/g, () => 'CREATE INDEX'),
  replacing('an index made unique', /CREATE INDEX/g, () => 'CREATE UNIQUE INDEX'),
  replacing('an index in another order', / DESC/g, () => ''),
  replacing('a lost operator class', / varchar_pattern_ops/g, () => ''),
  replacing('a lost predicate', / WHERE [^;]+(?=;)/g, () => ''),
  replacing('another comparison', /(?<= )(?:>=|<=|<|>|=)(?= )/g, (whole) => otherComparisons[whole]!),
  replacing('another foreign key action', /(?<=ON (?:DELETE|UPDATE) )(?:CASCADE|SET NULL)/g, (whole) =>
    whole === 'CASCADE' ? 'RESTRICT' : 'CASCADE',
  ),
  replacing('a lost foreign key action', / ON (?:DELETE|UPDATE) (?:CASCADE|SET NULL)/g, () => ''),
  replacing('another moment of a trigger', / AFTER (?=INSERT|DELETE)/g, () => ' BEFORE '),
  replacing('another event of a trigger', /(?<= AFTER )(?:INSERT|DELETE)(?= ON)/g, (whole) => (whole === 'INSERT' ? 'DELETE' : 'INSERT')),
  replacing('a lost table option', /(?<=\)) (?:WITHOUT ROWID|STRICT|COMMENT '[^']*')(?=;)/g, () => ''),
  replacing('a removed row', /\n {2}\([^\n]*\)(?:,(?=\n)|(?=;))/g, () => ''),
  replacing(
    'an exchanged word',
    /\b(?:AND|IMMUTABLE|CURRENT_TIMESTAMP)\b/g,
    (whole) => ({ AND: 'OR', IMMUTABLE: 'STABLE', CURRENT_TIMESTAMP: 'NULL' })[whole]!,
  ),
  replacing('a lost attribute', / (?:UNSIGNED|AUTOINCREMENT|AUTO_INCREMENT(?! =)|ON UPDATE CURRENT_TIMESTAMP|FULLTEXT)/g, () => ''),
  { what: 'swapped columns', sites: (text) => onLines(text, /^ {2}(?!CONSTRAINT)[a-z_]+ [A-Z].*,$/, 'swap') },
  { what: 'a lost column', sites: (text) => onLines(text, /^ {2}(?!CONSTRAINT)[a-z_]+ [A-Z].*,$/, 'drop') },
  { what: 'a lost constraint', sites: loseConstraints },
  { what: 'a lost statement', sites: loseStatements },
]

function replacing(what: string, pattern: RegExp, by: (whole: string) => string): Operator {
  return {
    what,
    sites: (text) =>
      [...text.matchAll(pattern)].map((match) => {
        const [whole] = match
        return {
          text: text.slice(0, match.index) + by(whole) + text.slice(match.index + whole.length),
          at: `${lineAt(text, match.index)}${whole.trim() === '' ? '' : `: ${whole.trim()}`}`,
        }
      }),
  }
}

const otherTypes: Readonly<Record<string, string>> = {
  SMALLINT: 'INTEGER',
  INTEGER: 'BIGINT',
  VARCHAR: 'CHAR',
  NUMERIC: 'DECIMAL',
  BOOLEAN: 'SMALLINT',
  TIMESTAMP: 'DATE',
  DATETIME: 'DATE',
}
const otherCollations: Readonly<Record<string, string>> = { '"C"': '"POSIX"', utf8mb4_bin: 'utf8mb4_general_ci', NOCASE: 'RTRIM' }
const otherComparisons: Readonly<Record<string, string>> = { '>=': '>', '<=': '<', '<': '<=', '>': '>=', '=': '<>' }

function onLines(text: string, pattern: RegExp, how: 'swap' | 'drop'): readonly Site[] {
  const lines = text.split('\n')
  return lines.flatMap((line, at) => {
    if (!pattern.test(line)) return []
    if (how === 'drop') return [{ text: lines.toSpliced(at, 1).join('\n'), at: line.trim() }]
    const next = lines[at + 1]!
    return pattern.test(next) ? [{ text: lines.toSpliced(at, 2, next, line).join('\n'), at: line.trim() }] : []
  })
}

/** With the comma before it: the last line of a table has none behind it. */
function loseConstraints(text: string): readonly Site[] {
  return [...text.matchAll(/,\n {2}CONSTRAINT [^\n]*?(?=,?\n)/g)].map((match) => ({
    text: text.slice(0, match.index) + text.slice(match.index + match[0].length),
    at: match[0].slice(2).trim(),
  }))
}

function loseStatements(text: string, dialect: Dialect): readonly Site[] {
  return splitStatements(text, dialect).map(({ start, end, text: statement }) => ({
    // what stood there sends nothing: the delimiter behind it stays
    text: text.slice(0, start) + text.slice(end),
    at: statement.split('\n')[0]!,
  }))
}

const lineAt = (text: string, index: number): string =>
  text.slice(text.lastIndexOf('\n', index - 1) + 1, (text + '\n').indexOf('\n', index)).trim()
