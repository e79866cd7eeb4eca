import type { LegacyState, ReleasePosition } from '@mig/core'
import { defineCommand } from '../command.js'
import { legacyData, legacyLines, legacyText } from '../render/legacy.js'
import { revisionData, revisionLine } from '../render/revisions.js'
import { styler } from '../render/style.js'

export const status = defineCommand({
  command: 'status',
  describe: 'Where the database is, what is pending, who ran what last',
  group: 'Look',
  async run(_args, context) {
    const [migrator, repository, database] = [await context.migrator(), await context.repository(), await context.database()]
    const [report, graph] = [await migrator.status(), await repository.graph()]
    const style = styler(context.io)
    const { pending, unknown, last, release } = report
    const branches = [...graph.labels().keys()]
      .sort()
      .map((label) => ({ label, heads: report.heads.filter((id) => graph.labelsOf(id).includes(label)) }))
    const shown = pending.slice(0, 10).map((revision) => `    ${revisionLine(graph, revision, style)}`)
    return {
      data: {
        database: database.displayUrl,
        mode: repository.mode,
        rows: report.rows,
        unknown,
        isAtHead: report.isAtHead,
        legacy: legacyData(report.legacy),
        pending: pending.map((revision) => revisionData(graph, revision)),
        heads: report.heads,
        labels: Object.fromEntries(branches.map(({ label, heads }) => [label, heads])),
        release: release ?? null,
        unfinished: report.unfinished,
        edited: report.edited,
        late: report.late,
        last: last ?? null,
      },
      text: [
        `database:   ${database.displayUrl}`,
        `repository: ${repository.location} (${repository.mode}, ${graph.size} revisions)`,
        `current:    ${report.rows.join(', ') || (report.legacy?.standing === 'alone' ? 'not taken over yet' : 'nothing is applied')}${report.isAtHead && graph.size > 0 ? style('good', ' (at head)') : ''}`,
        ...(unknown.length > 0
          ? [style('bad', `unknown:    ${unknown.join(', ')} (in no file of this repository; see mig stamp --purge)`)]
          : []),
        ...oldTable(report.legacy).map((line, at) => `${at === 0 ? 'old table:  ' : '            '}${line}`),
        ...(release ? [`release:    ${releaseText(release)}`] : []),
        ...(report.unfinished.length > 0
          ? [style('bad', `half done:  ${report.unfinished.join(', ')} (mig recover finishes them, mig recover --plan explains)`)]
          : []),
        ...(report.edited.length > 0
          ? [
              style(
                'bad',
                `edited:     ${report.edited.map(({ revision }) => revision).join(', ')} (since they ran; see mig check --only edited)`,
              ),
            ]
          : []),
        ...(report.late.length > 0
          ? [style('bad', `late:       ${report.late.join(', ')} (never ran here; see mig check --only late)`)]
          : []),
        `heads:      ${report.heads.join(', ') || 'none'}`,
        ...(branches.length > 0 ? [`branches:   ${branches.map(({ label, heads }) => `${label} (${heads.join(', ')})`).join(', ')}`] : []),
        `pending:    ${pending.length}`,
        ...shown,
        ...(pending.length > shown.length ? [`    … and ${pending.length - shown.length} more`] : []),
        ...(last
          ? [
              `last:       ${last.direction} ${last.revision} ${last.state}, ${last.finishedAt ?? last.startedAt}, ${last.user}@${last.host}`,
            ]
          : []),
      ],
    }
  },
})

/** The old tool's table, where it has one: what is to be done about it, or how it stands. */
function oldTable(legacy: LegacyState | undefined): readonly string[] {
  const news = legacyLines(legacy)
  return legacy && news.length === 0 ? [legacyText(legacy)] : news
}

function releaseText(release: ReleasePosition): string {
  if (release.kind === 'at') return release.version
  return `${release.after === undefined ? 'before' : `after ${release.after}`}${release.before === undefined ? '' : `${release.after === undefined ? '' : ', before'} ${release.before}`}`
}
