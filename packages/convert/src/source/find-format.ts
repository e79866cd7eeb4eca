import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isMigError, MigError } from '@mig/core'
import { readLinearSettings } from '@mig/linear'
import { readText } from '@mig/script'
import { listFiles } from './list-files.js'
import { findNumbered, type LocatedNumbered } from './locate-numbered.js'
import { locate } from './locate.js'
import type { SourcePreset } from './preset.js'
import { numberedFormats } from './presets.js'

type NumberedName = (typeof numberedFormats)[number]['name']

/** A format and how sure it is: 3 a sign that only it has, 2 names that only it has, 1 names that others have, too. */
interface Finding {
  /** A preset, or the name of a format that `@mig/linear` reads. */
  readonly format: SourcePreset | NumberedName
  readonly title: string
  readonly strength: 1 | 2 | 3
  readonly sign: string
}

/**
 * Finds out which tool a folder was written for.
 *
 * @returns the preset, or the name of a numbered format that `@mig/linear` reads
 * @throws {MigError} `MIG_CONVERT_SOURCE` when nothing is found, or when several formats claim it: the choices are named
 */
export function findFormat(source: string, presets: readonly SourcePreset[]): SourcePreset | NumberedName {
  const root = resolve(source)
  listFiles(root)
  const [numbered] = findNumbered(root)
  if (numbered?.folder === root) return numbered.name
  const findings = [...(numbered ? [findingOf(numbered)] : []), ...presets.flatMap((preset) => examine(root, preset))]
  const most = Math.max(...findings.map(({ strength }) => strength))
  const [first, ...others] = findings.filter(({ strength }) => strength === most)
  if (first && others.length === 0) return first.format
  const known = [...numberedFormats, ...presets].map(({ name }) => name).join(', ')
  if (!first) {
    refuseGraph(root)
    throw new MigError('MIG_CONVERT_SOURCE', `'${root}' holds no migrations of a format that mig knows`, {
      details: { location: root },
      hint: `Name the folder that holds them, or describe their names: --pattern '^(?<number>\\d+)_(?<name>.*)\\.sql$'. Known formats: ${known}.`,
    })
  }
  const choices = [first, ...others]
  throw new MigError(
    'MIG_CONVERT_SOURCE',
    `'${root}' may be of ${choices.map(({ title, sign }) => `${title} (${sign})`).join(', or of ')}`,
    {
      details: { location: root, choices: choices.map(nameOf) },
      hint: `Name the one whose rules hold: ${choices.map((choice) => `--from ${nameOf(choice)}`).join(' | ')}`,
    },
  )
}

const nameOf = ({ format }: Finding): string => (typeof format === 'string' ? format : format.name)

function findingOf({ name, sign }: LocatedNumbered): Finding {
  const { title } = numberedFormats.find((one) => one.name === name)!
  return { format: name, title, strength: 3, sign: `there is ${sign}` }
}

function examine(root: string, preset: SourcePreset): readonly Finding[] {
  const { signs, pattern, title } = preset
  if (!signs) return []
  let located
  try {
    located = locate(root, preset)
  } catch (error) {
    if (isMigError(error, 'MIG_CONVERT_SOURCE')) return []
    throw error
  }
  const { folder, files } = located
  const file = signs.files?.find((name) => [folder, root].some((place) => existsSync(join(place, name))))
  if (file !== undefined) return [{ format: preset, title, strength: 3, sign: `there is ${file}` }]
  const own = files
    .map((one) => ({ ...one, below: one.dialect === undefined ? one.path : one.path.slice(one.path.indexOf('/') + 1) }))
    .filter(({ below }) => pattern.test(below))
  const { text, names, likelyNames } = signs
  const holding = text && own.find(({ place }) => /\.(?:sql|[cm]?[jt]s)$/.test(place) && text.test(readText(place)))
  if (holding) return [{ format: preset, title, strength: 3, sign: `${holding.path} has its marks` }]
  const sure = names && own.find(({ below }) => names.test(below))
  if (sure) return [{ format: preset, title, strength: 2, sign: `${sure.path} has such a name` }]
  const likely = likelyNames && own.find(({ below }) => likelyNames.test(below))
  return likely ? [{ format: preset, title, strength: 1, sign: `${likely.path} has such a name` }] : []
}

/** A hash graph needs no conversion: the reader of numbered repositories says so. */
function refuseGraph(root: string): void {
  try {
    readLinearSettings(root)
  } catch (error) {
    if (isMigError(error, 'MIG_MODE_MISMATCH')) throw error
  }
}
