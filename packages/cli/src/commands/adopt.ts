import type { AdoptionDecision, AdoptionPlan, LegacyRemoval, RevisionGraph } from '@mig/core'
import { defineCommand, runOptions } from '../command.js'
import { differenceLines } from '../render/differences.js'
import { ledgerText } from '../render/revisions.js'
import { adoptOptions, adoptOptionsOf } from './legacy-options.js'
import { tagOf, tagOption } from './offline-options.js'

export const adopt = defineCommand({
  command: 'adopt',
  describe: 'Take over a database that only the old tool knows (upgrade does it by itself)',
  group: 'Move over',
  mode: { only: 'dag', instead: 'mig convert SOURCE, then this in the new repository' },
  options: {
    plan: { type: 'boolean', describe: 'print what would be done and change nothing; exit code 3 when the schema differs' },
    'lock-wait': runOptions['lock-wait'],
    'no-wait': runOptions['no-wait'],
    ...adoptOptions,
    ...tagOption,
  },
  examples: [
    ['mig adopt --plan', 'what the old table says, which revision that is, and whether the schema is the expected one'],
    ['mig adopt --accept-drift --reason "index of the night job"', 'a schema that differs, taken over as it is'],
    ['mig adopt --drop-legacy', 'once no old program runs any more'],
  ],
  async run(args, context) {
    const migrator = await context.migrator()
    if (args['plan'] === true) {
      const options = adoptOptionsOf(args)
      const planned = await migrator.planAdoption(options)
      const [graph, ledger] = [await (await context.repository()).graph(), (await context.repository()).ledger()]
      const isRefused = planned.decision.kind === 'adopt' && planned.decision.differences.length > 0 && !options.acceptDrift
      return { data: planned, text: planLines(planned, graph, ledger.table, isRefused), exitCode: isRefused ? 3 : 0 }
    }
    const decision = await migrator.adopt({ ...adoptOptionsOf(args), ...context.signals, ...tagOf(args) })
    return { data: decision, text: decision.kind === 'none' ? nothingLine(decision) : [] }
  },
})

function planLines(
  { decision, plan, removals }: AdoptionPlan,
  graph: RevisionGraph,
  versionTable: string,
  isRefused: boolean,
): readonly string[] {
  if (decision.kind === 'none') return [nothingLine(decision), ...removals.map((removal) => `old table: ${removalText(removal)}`)]
  const { tool, table, version, heads, evidence, differences } = decision
  const revisions = heads.map((id) => [id, graph.get(id).description].filter(Boolean).join(' '))
  return [
    `old tool:  ${tool}, ${table} at ${version}`,
    `revision:  ${revisions.join(', ') || 'base'}`,
    `schema:    ${evidence}`,
    ...differenceLines(differences, { left: `at ${version}`, right: 'here' }),
    `rows:      ${plan.steps.map(ledgerText).join(' ') || 'none'} in ${versionTable}`,
    `old table: ${removals.map(removalText).join('; ') || 'stays'}`,
    isRefused ? 'mig adopt refuses this without --accept-drift; nothing was changed' : 'nothing was changed',
  ]
}

function removalText({ table, removes, repositoryIds, others }: LegacyRemoval): string {
  if (removes === 'table') return `${table} is dropped`
  const list = (ids: readonly string[]): string => ids.map((id) => `'${id}'`).join(', ')
  return `the row of ${list(repositoryIds)} is removed from ${table}, which ${list(others)} needs`
}

function nothingLine({ why }: Extract<AdoptionDecision, { kind: 'none' }>): string {
  return {
    kept: 'nothing to adopt: mig keeps this database already',
    empty: 'nothing to adopt: the database is empty',
    'not-converted': 'nothing to adopt: this repository has no conversion record (legacy.json)',
  }[why]
}
