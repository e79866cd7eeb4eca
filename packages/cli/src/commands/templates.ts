import { defineCommand } from '../command.js'
import { templates as all } from '../templates.js'

export const templates = defineCommand({
  command: 'templates',
  aliases: ['list_templates', 'list-templates'],
  describe: 'What mig init --template can make',
  group: 'Start',
  async run() {
    const width = Math.max(...all.map(({ name }) => name.length))
    return {
      data: { templates: all.map(({ name, describe, language }) => ({ name, description: describe, language })) },
      text: all.map(({ name, describe }) => `${name.padEnd(width)}  ${describe}`),
    }
  },
})
