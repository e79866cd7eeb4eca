import { join } from 'node:path'
import { checkReleaseVersion, MigError, renderReleases } from '@mig/core'
import { replaceFile } from '@mig/script'
import { defineCommand, listOf, textOf } from '../command.js'

export const tag = defineCommand({
  command: 'tag <release> [revisions..]',
  describe: 'Name the heads of a release, so that release:VERSION is a target',
  group: 'Write',
  positionals: { release: 'a semantic version, for example 2.3.0', revisions: 'revisions or labels (default: the heads)' },
  options: { force: { type: 'boolean', describe: 'move a version that is already tagged' } },
  examples: [
    ['mig tag 2.3.0', 'the heads as they are now'],
    ['mig upgrade release:^2', 'to the newest tagged 2.x'],
  ],
  async run(args, context) {
    const repository = await context.repository()
    const version = textOf(args, 'release') ?? ''
    await checkReleaseVersion(version)
    const releases = new Map(await repository.releases())
    const known = releases.get(version)
    if (known && args['force'] !== true) {
      throw new MigError('MIG_FILE_EXISTS', `release '${version}' is already tagged: ${known.join(', ')}`, {
        details: { version, heads: known },
        hint: 'Tag another version, or move it with --force.',
      })
    }
    const graph = await repository.graph()
    const targets = listOf(args, 'revisions')
    const heads =
      targets.length === 0
        ? graph.effectiveHeads()
        : graph.maximal((await Promise.all(targets.map((target) => repository.find(target, [])))).flat())
    if (heads.length === 0)
      throw new MigError('MIG_TARGET_UNKNOWN', 'there is nothing to tag: the repository is empty', { hint: 'Write a revision first.' })
    releases.set(version, heads)
    await replaceFile(join(repository.location, 'releases.json'), await renderReleases(releases))
    return { data: { release: version, heads }, text: `tagged ${version}: ${heads.join(', ')}` }
  },
})
