import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { BuilderName } from '@mig/core'
import type { SourceFile } from '../number-line.js'
import { whyUnmovable } from '../refuse-unmovable.js'

/** How code runs as it is, with the builder of the project. */
export interface WrappedCode {
  readonly builder: BuilderName
  /** False where it asks for no transaction when it runs, which has to be known before. */
  readonly transaction: boolean
}

/**
 * Decides whether a migration that builds its SQL can run as it is: its builder is installed where it lies, and nothing outside of the file
 * decides what it does.
 *
 * @param shorthands the file of an earlier migration of node-pg-migrate that defines types for those after it
 * @returns why not, as a clause
 */
export function wrapBuilder(builder: BuilderName, file: SourceFile, shorthands: string | undefined): WrappedCode | string {
  if (!isInstalled(builder, file.path))
    return `${builder}${builder === 'db-migrate' ? ' and its driver are' : ' is'} not installed there: install it and convert again to have it run as it is`
  if (!/\bup\b/.test(file.text)) return 'it has no function up'
  if (builder === 'db-migrate' && /_meta\b[^;]*\bversion['"]?\s*:\s*[2-9]/.test(file.text))
    return 'it is of the second version of db-migrate'
  const obstacle = whyUnmovable(file.text, ['builder', 'transaction'])
  if (obstacle !== undefined) return `it ${obstacle.problem}: ${obstacle.hint.toLowerCase()}`
  const setting = settingInTheWay(builder, file.path)
  if (setting !== undefined) return `${setting.file} has '${setting.name}', which changes what it does and which mig does not read`
  if (builder === 'node-pg-migrate' && shorthands !== undefined && !definesShorthands(file.text))
    return `it may use the shorthands of ${shorthands}: export them from the file itself`
  return { builder, transaction: !asksForNoTransaction[builder].test(file.text) }
}

function isInstalled(builder: BuilderName, path: string): boolean {
  const isFound = (name: string): boolean => {
    try {
      return createRequire(path).resolve(name) !== ''
    } catch {
      return false
    }
  }
  if (builder !== 'db-migrate') return isFound(builder)
  const drivers = ['db-migrate-pg', 'db-migrate-mysql', 'db-migrate-sqlite3']
  return (isFound('db-migrate') || isFound('db-migrate-shared')) && drivers.some(isFound)
}

/** What a migration says that no transaction can hold. Sequelize begins none by itself; Knex is asked in a constant, which is read when it runs. */
const asksForNoTransaction: Readonly<Record<BuilderName, RegExp>> = {
  knex: /(?!)/,
  sequelize: /\bconcurrently\b/i,
  'db-migrate': /\bconcurrently\b/i,
  'node-pg-migrate': /\.\s*noTransaction\s*\(/,
}

/** Whether a migration of node-pg-migrate defines names for types, which those after it may use. */
export const definesShorthands = (text: string): boolean =>
  /\bshorthands\b\s*(?::[^=\n]+)?=\s*(?!undefined\b|void\b|null\b|\{\s*\}|=)/.test(text)

interface Setting {
  readonly file: string
  readonly name: string
}

/** Settings of the tool that make other statements of the same migration, and the files that may hold them. */
const settings: Readonly<Record<BuilderName, { readonly files: RegExp; readonly words: RegExp }>> = {
  knex: {
    files: /^knexfile\.[cm]?[jt]s$/,
    words: /\b(wrapIdentifier|knexSnakeCaseMappers|knexIdentifierMapping|searchPath|schemaName|useNullAsDefault\s*:\s*false)\b/,
  },
  sequelize: {
    files: /^(?:\.sequelizerc|(?:config|database)\.(?:json|[cm]?[jt]s))$/,
    words: /\b(prependSearchPath|searchPath|quoteIdentifiers|schema)\b/,
  },
  'db-migrate': { files: /^database\.json$/, words: /\b(schema)\b/ },
  'node-pg-migrate': {
    files: /^(?:package\.json|\.?node-pg-migrate(?:rc)?(?:\.\w+)?|default\.(?:json|[cm]?[jt]s))$/,
    words: /\b(decamelize|createSchema|create-schema)\b/,
  },
}

/** Looks in the folders above the migration, up to the one of the project, and in its `config/`. */
function settingInTheWay(builder: BuilderName, path: string): Setting | undefined {
  const { files, words } = settings[builder]
  for (let folder = dirname(path), isProject = false; !isProject && folder !== dirname(folder); folder = dirname(folder)) {
    isProject = existsSync(join(folder, 'package.json'))
    for (const place of [folder, join(folder, 'config')]) {
      for (const entry of existsSync(place) ? readdirSync(place, { withFileTypes: true }) : []) {
        const { name } = entry
        const word = entry.isFile() && files.test(name) ? words.exec(readFileSync(join(place, name), 'utf8'))?.[1] : undefined
        if (word !== undefined) return { file: name, name: word }
      }
    }
  }
  return undefined
}
