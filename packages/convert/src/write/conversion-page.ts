import type { ConversionReport } from '../report.js'
import type { LegacyRecord } from './legacy-record.js'

/** `CONVERSION.md`: the report as a page that stays with the repository. */
export function renderConversionPage(record: LegacyRecord, report: ConversionReport): string {
  const counts = Object.entries(report.counts).map(([what, count]) => `| ${what} | ${count} |`)
  const versions = record.versions.map((entry) => {
    const marks = [
      entry.placeholder ? (entry.dropped ? 'placeholder, dropped' : 'placeholder') : '',
      entry.noop ?? '',
      entry.collision ? `collision: ${entry.collision.join(' and ')}` : '',
      entry.belowBaseline ? 'part of the baseline' : '',
    ].filter(Boolean)
    return `| ${entry.version} | ${entry.revision ?? 'none'} | ${entry.files.map(({ file }) => file).join('<br>')} | ${marks.join('; ')} |`
  })
  const proofs = Object.entries(record.certificates).map(
    ([dialect, certificate]) =>
      `* ${dialect} (${certificate.server}): equal after each of ${Object.keys(certificate.fingerprints).length} numbers`,
  )
  return [
    '# Conversion',
    '',
    `The numbered repository \`${record.source.repositoryId}\` became this graph. \`legacy.json\` is the same for programs; keep both.`,
    '',
    '| what | count |',
    '|---|---|',
    ...counts,
    '',
    ...(report.notes.length > 0 ? ['## To know', '', ...report.notes.map((note) => `* ${note}`), ''] : []),
    '## Proof',
    '',
    ...(proofs.length > 0 ? proofs : ['Not proved.']),
    '',
    '## Where every number went',
    '',
    '| number | revision | files | |',
    '|---|---|---|---|',
    ...versions,
    '',
  ].join('\n')
}
