import { join } from 'node:path'
import { MigError, type Dialect, type Releases, type RevisionGraph, type RevisionId } from '@mig/core'
import { createFile, defaultFileName, renderDagScript, renderFileName, slug, type ScriptLanguage } from '@mig/script'
import { onlyHead } from './lineage.js'
import { checkName, newRevisionId } from './revision-id.js'
import { findTarget } from './target.js'
import { chooseLocation } from './version-locations.js'

/** What a new revision is. */
export interface CreateRevisionOptions {
  readonly message: string
  /** What to build on: a target, or several. Default `head`; `base` starts a new root. */
  readonly head?: string | readonly string[]
  /** Allows a revision that is no head, which starts a branch. */
  readonly splice?: boolean
  readonly branchLabel?: string
  /** Targets; a label stays a label in the file. */
  readonly dependsOn?: readonly string[]
  /** Default: 12 random hexadecimal digits. */
  readonly revisionId?: RevisionId
  /** The version location to write to, where there are several. Default: beside its parent. */
  readonly versionPath?: string
  /** Default: the repository's. */
  readonly language?: ScriptLanguage
  /** What it does; nothing by default. */
  readonly body?: ScriptBody
  readonly now?: Date
}

/** The bodies of a new script: lines of the functions for code, statements for SQL. */
export interface ScriptBody {
  readonly upgrade: string
  readonly downgrade: string
  /** SQL: the dialect that the statements are of; every one when it is left out. */
  readonly dialect?: Dialect
}

/** What a new merge point is. */
export interface MergeOptions {
  /** At least two revisions, labels, or `heads`. */
  readonly targets: readonly string[]
  /** Allows revisions that are no heads: others are built on them already. */
  readonly splice?: boolean
  readonly message?: string
  readonly branchLabel?: string
  readonly revisionId?: RevisionId
  /** Default `sql`: it has nothing to say. */
  readonly language?: ScriptLanguage
  readonly now?: Date
}

/** A revision that was written. */
export interface CreatedRevision {
  readonly revision: RevisionId
  /** Absolute path. */
  readonly file: string
  readonly downRevisions: readonly RevisionId[]
}

/** What writing needs to know of the repository. */
export interface WritePlace {
  readonly graph: RevisionGraph
  readonly releases: Releases
  /** The folders of revisions. */
  readonly locations: readonly string[]
  readonly fileTemplate: string | undefined
  /** In UTF-16 units. */
  readonly slugLength: number | undefined
  readonly timezone: string | undefined
  /** Of new revisions, unless they say another one. */
  readonly language: ScriptLanguage
  /** How long an id may be, in characters. */
  readonly longestId: number
}

/**
 * Writes a new, empty revision. Everything is checked before the file appears.
 *
 * @throws {MigError} `MIG_HEADS_SEVERAL`, `MIG_HEAD_REQUIRED`, `MIG_REVISION_DUPLICATE`, `MIG_LABEL_DUPLICATE`, `MIG_REVISION_ID`, `MIG_TARGET_…`, `MIG_VERSION_PATH`, `MIG_FILE_EXISTS`
 */
export async function createRevision(place: WritePlace, options: CreateRevisionOptions): Promise<CreatedRevision> {
  const { graph } = place
  if (options.revisionId !== undefined) checkName('revision id', options.revisionId, undefined, place.longestId)
  const lookUp = (target: string) => findTarget(target, { graph, current: [], releases: place.releases })
  const parents = await findParents(graph, options.head ?? 'head', lookUp)
  if (options.splice !== true) refuseInner(graph, parents)
  const dependsOn = await Promise.all(
    (options.dependsOn ?? []).map(async (target) => (graph.labels().has(target) ? [target] : lookUp(target))),
  )
  return write(place, {
    revision: options.revisionId ?? newRevisionId(),
    parents,
    dependsOn: [...new Set(dependsOn.flat())],
    labels: options.branchLabel === undefined ? [] : [options.branchLabel],
    message: options.message,
    versionPath: options.versionPath,
    language: options.language ?? place.language,
    body: options.body,
    now: options.now ?? new Date(),
  })
}

/**
 * Writes a merge point with empty bodies.
 *
 * @throws {MigError} `MIG_MERGE_POINTLESS` for fewer than two revisions or a revision and its own ancestor, and what
 * {@link createRevision} throws
 */
export async function createMerge(place: WritePlace, options: MergeOptions): Promise<CreatedRevision> {
  const { graph } = place
  const found = await Promise.all(options.targets.map((target) => findTarget(target, { graph, current: [], releases: place.releases })))
  const parents = [...new Set(found.flat())]
  if (parents.length < 2) {
    throw new MigError(
      'MIG_MERGE_POINTLESS',
      `'${options.targets.join(' ')}' means ${parents.length === 0 ? 'no revision' : `only '${parents[0]}'`}: a merge needs two`,
      { details: { targets: options.targets, revisions: parents }, hint: 'Name at least two heads; see mig heads.' },
    )
  }
  refuseAncestors(graph, parents)
  if (options.splice !== true) refuseInner(graph, parents)
  return write(place, {
    revision: options.revisionId ?? newRevisionId(),
    parents,
    dependsOn: [],
    labels: options.branchLabel === undefined ? [] : [options.branchLabel],
    message: options.message ?? `merge ${parents.join(' and ')}`,
    versionPath: undefined,
    language: options.language ?? 'sql',
    body: undefined,
    now: options.now ?? new Date(),
  })
}

/** `head`, said or not, means the only one; `base` means none. */
async function findParents(
  graph: RevisionGraph,
  head: string | readonly string[],
  lookUp: (target: string) => Promise<readonly RevisionId[]>,
): Promise<readonly RevisionId[]> {
  const heads = typeof head === 'string' ? [head] : head
  if (heads.length === 1 && heads[0] === 'head') return [onlyHead(graph, undefined, 'head')].filter((id) => id !== undefined)
  const parents = (await Promise.all(heads.map(lookUp))).flat()
  const twice = parents.find((id, index) => parents.indexOf(id) !== index)
  if (twice !== undefined)
    throw new MigError('MIG_TARGET_INVALID', `'${heads.join(' ')}' names '${twice}' twice`, {
      details: { targets: heads, revision: twice },
      hint: 'Name each head once.',
    })
  refuseAncestors(graph, parents)
  return parents
}

function refuseAncestors(graph: RevisionGraph, parents: readonly RevisionId[]): void {
  const tips = graph.maximal(parents)
  const below = parents.find((id) => !tips.includes(id))
  if (below === undefined) return
  const above = tips.find((id) => graph.ancestors([id]).has(below))
  throw new MigError('MIG_MERGE_POINTLESS', `'${below}' is already part of '${above}'`, {
    details: { revision: below, descendant: above },
    hint: `Leave '${below}' out.`,
  })
}

function refuseInner(graph: RevisionGraph, parents: readonly RevisionId[]): void {
  const inner = parents.find((id) => !graph.isHead(id))
  if (inner === undefined) return
  const children = graph.children(inner)
  const built = children.map((id) => `'${id}'`).join(' and ')
  throw new MigError('MIG_HEAD_REQUIRED', `'${inner}' is no head: ${built} ${children.length === 1 ? 'is' : 'are'} built on it`, {
    details: { revision: inner, children },
    hint: 'Name a head (see mig heads), or add --splice to start a branch there.',
  })
}

interface NewRevision {
  readonly revision: RevisionId
  readonly parents: readonly RevisionId[]
  readonly dependsOn: readonly string[]
  readonly labels: readonly string[]
  readonly message: string
  readonly versionPath: string | undefined
  readonly language: ScriptLanguage
  readonly body: ScriptBody | undefined
  readonly now: Date
}

function write(
  place: WritePlace,
  { revision, parents, dependsOn, labels, message, versionPath, language, body, now }: NewRevision,
): CreatedRevision {
  const { graph, longestId } = place
  checkName('revision id', revision, undefined, longestId)
  for (const label of labels) checkName('branch label', label)
  const folder = chooseLocation(place.locations, versionPath, parents[0], graph)
  const file = join(folder, `${fileName(place, revision, message, now)}.${language}`)
  refuseTaken(graph, revision, labels, file)
  createFile(
    file,
    renderDagScript({
      language,
      revision,
      downRevisions: parents,
      dependsOn,
      branchLabels: labels,
      description: message,
      createdAt: now.toISOString().replace(/\.\d+Z$/, 'Z'),
      ...(body === undefined ? {} : { upgrade: body.upgrade, downgrade: body.downgrade }),
      ...(body?.dialect === undefined ? {} : { dialects: [body.dialect] }),
    }),
  )
  return { revision, file, downRevisions: parents }
}

function fileName({ fileTemplate, slugLength, timezone }: WritePlace, revision: RevisionId, message: string, now: Date): string {
  const parts = { rev: revision, slug: slug(message, slugLength), date: now }
  return renderFileName(fileTemplate ?? defaultFileName, timezone === undefined ? parts : { ...parts, timezone })
}

function refuseTaken(graph: RevisionGraph, revision: RevisionId, labels: readonly string[], file: string): void {
  const holder = graph.find(revision)
  if (holder || graph.labels().has(revision)) {
    throw new MigError(
      'MIG_REVISION_DUPLICATE',
      `'${revision}' is taken${holder?.file === undefined ? ' by a branch label' : ` by ${holder.file}`}`,
      { details: { revision, file: holder?.file }, hint: 'Choose another --rev-id, or leave it out.' },
    )
  }
  for (const label of labels) {
    const other = graph.has(label) ? label : graph.labels().get(label)
    if (other === undefined && label !== revision) continue
    throw new MigError('MIG_LABEL_DUPLICATE', `the branch label '${label}' is taken by '${other ?? revision}'`, {
      details: { label, revision: other, file },
      hint: 'Choose another label.',
    })
  }
}
