import type { ConversionReport } from '../report.js'
import { versionName, type ConversionRecord, type LegacyRecord, type LegacyVersion } from './legacy-record.js'

/** `CONVERSION.md`: the report as a page that stays with the repository. */
export function renderConversionPage(record: ConversionRecord, report: ConversionReport): string {
  return [
    '# Conversion',
    '',
    `${subjectOf(record)} became this graph. \`legacy.json\` says the same to programs; keep both.`,
    '',
    ...table(
      ['what', 'count'],
      Object.entries(report.counts).map(([what, count]) => [what, String(count)]),
    ),
    ...section(
      'To know',
      report.notes.map((note) => `* ${note}`),
    ),
    ...section('Proof', proofsOf(report)),
    ...section(
      'Where every number went',
      table(
        ['number', 'revision', 'files', ''],
        repositoriesOf(record).flatMap((one) => one.versions.map((entry) => lineOf(entry, one))),
      ),
    ),
  ].join('\n')
}

/** What a later conversion adds to the page: what stands there stays. */
export function renderFurtherPart(versions: readonly LegacyVersion[], report: ConversionReport): string {
  const [first, last] = [versions[0]?.version, versions.at(-1)?.version]
  return [
    `## Added later: ${first === last ? first : `${first} to ${last}`}`,
    '',
    ...table(
      ['number', 'revision', 'files', ''],
      versions.map((entry) => lineOf(entry)),
    ),
    ...report.notes.map((note) => `* ${note}`),
    ...proofsOf(report),
    '',
  ].join('\n')
}

const repositoriesOf = (record: ConversionRecord): readonly LegacyRecord[] => (record.format === 1 ? [record] : record.repositories)

function subjectOf(record: ConversionRecord): string {
  if (record.format === 1) return `The numbered repository \`${record.source.repositoryId}\``
  const names = record.repositories.map(({ label, source }) => `\`${source.repositoryId}\` (branch \`${label}\`)`)
  return `The numbered repositories ${names.join(', ')}`
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`## ${title}`, '', ...lines, '']

const table = (head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] => [
  `| ${head.join(' | ')} |`,
  `|${head.map(() => '---').join('|')}|`,
  ...rows.map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`),
  '',
]

function proofsOf({ proofs }: ConversionReport): readonly string[] {
  if (proofs.length === 0) return ['Not proved.']
  return proofs.map(({ dialect, server, versions, isWhole, downgrades }) => {
    const up = `equal after each of ${isWhole ? versions : `the first ${versions}`} numbers`
    const down = downgrades.length > 0 ? `, and on the way back from ${downgrades.length}` : ''
    return `* ${dialect} (${server}): ${up}${down}`
  })
}

function lineOf(entry: LegacyVersion, repository: Pick<LegacyRecord, 'label'> = {}): readonly string[] {
  const marks = [
    entry.placeholder ? (entry.dropped ? 'placeholder, dropped' : 'placeholder') : '',
    entry.noop ?? '',
    entry.collision ? `collision: ${entry.collision.join(' and ')}` : '',
    entry.belowBaseline ? 'part of the baseline' : '',
    entry.recording ? `recorded on ${entry.recording.dialects.join(', ')}` : '',
  ].filter(Boolean)
  return [
    versionName(repository, entry.version),
    entry.revision ?? 'none',
    entry.files.map(({ file }) => file).join('<br>'),
    marks.join('; '),
  ]
}
