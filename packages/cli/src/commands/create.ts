import { defineCommand } from '../command.js'
import { init } from './init.js'

export const create = defineCommand({
  command: 'create <path> <name>',
  describe: 'Make a numbered repository (as: init --mode linear PATH --id NAME)',
  group: 'Start',
  positionals: { path: 'an empty or new folder', name: 'the name under which its version row is kept' },
  options: { 'version-table': init.options!['version-table']!, 'config-format': init.options!['config-format']! },
  examples: [['mig create migrations "My app"', 'numbered versions in ./migrations, under the name "My app"']],
  run: (args, context) => init.run({ ...args, dir: args['path'], id: args['name'], mode: 'linear' }, context),
})
