/** The page of the command line, from the same declarations as the help. */
export function renderCommands(commands, globalOptions) {
  const groups = [...new Set(commands.map(({ group }) => group))]
  const sections = groups.map((group) => {
    const inGroup = commands.filter((command) => command.group === group).map(renderCommand)
    return `## ${group}\n\n${inGroup.join('\n\n')}`
  })
  return `# Commands

\`mig COMMAND --help\` prints the same. Exit codes: 0 done, or nothing to do · 1 tried and failed · 2 the request is wrong, nothing
was touched · 3 a check found something · 70 a bug in mig. Names with an underscore may be written with a hyphen.

This page is generated from \`packages/cli/src/commands\` by \`npm run docs\`.

## Everywhere

${renderOptions(globalOptions)}

${sections.join('\n\n')}
`
}

function renderCommand({ command, aliases = [], describe, mode, positionals = {}, options = {}, examples = [] }) {
  const name = command.split(' ')[0]
  const others = aliases.filter((alias) => alias !== name.replaceAll('_', '-'))
  const parts = [
    `### \`mig ${command}\``,
    `${describe}.${mode ? ` Only in ${mode.only} mode; in the other: \`${mode.instead}\`.` : ''}${others.length > 0 ? ` Also: ${others.map((alias) => `\`${alias}\``).join(', ')}.` : ''}`,
  ]
  const rows = Object.entries(positionals).map(([positional, text]) => `| \`${positional}\` | ${cell(text)} |`)
  if (rows.length > 0) parts.push(table('argument', rows))
  if (Object.keys(options).length > 0) parts.push(renderOptions(options))
  if (examples.length > 0) parts.push(examples.map(([example, what]) => `* \`${example}\`: ${what}`).join('\n'))
  return parts.join('\n\n')
}

function renderOptions(options) {
  const rows = Object.entries(options).map(([name, { alias, type, choices, describe, array, demandOption }]) => {
    const value = type === 'boolean' ? '' : ` ${choices ? choices.join('|') : type === 'number' ? 'N' : 'TEXT'}`
    const notes = [...(demandOption ? ['required'] : []), ...(array ? ['may be repeated'] : [])]
    return `| \`${alias ? `-${alias}, ` : ''}--${name}${value.replaceAll('|', '\\|')}\` | ${cell(describe)}${notes.length > 0 ? ` (${notes.join(', ')})` : ''} |`
  })
  return table('option', rows)
}

const table = (head, rows) => `| ${head} | what it is |\n|---|---|\n${rows.join('\n')}`
const cell = (text) => text.replaceAll('|', '\\|')
