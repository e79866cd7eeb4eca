import { defineCommand } from '../command.js'

export const version = defineCommand({
  command: 'version',
  aliases: ['v'],
  describe: 'The highest number in the repository',
  group: 'Look',
  mode: { only: 'linear', instead: 'mig heads' },
  async run(_args, context) {
    const graph = await (await context.repository()).graph()
    const latest = Number(graph.heads()[0] ?? 0)
    return { data: { version: latest }, text: String(latest) }
  },
})
