/**
 * Translates a Python version of the recorded kind into JavaScript: functions that only pass texts to `migrate_engine.execute`.
 *
 * @returns `undefined` for anything else: mig does not run Python, and neither does this test
 */
export function translatePython(text: string): string | undefined {
  const functions: string[] = []
  let isEmpty = true
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '' || line.startsWith('#')) continue
    const head = /^def (upgrade|downgrade)\(migrate_engine\):$/.exec(line)
    const statement = /^ {4}migrate_engine\.execute\(("(?:[^"\\]|\\.)*")\)$/.exec(line)
    if (head) {
      functions.push(`export async function ${head[1]}(op) {`)
      isEmpty = false
    } else if (isEmpty) return undefined
    else if (statement) functions.push(`  await op.execute(${statement[1]})`)
    else if (line !== '    pass') return undefined
  }
  if (functions.length === 0) return undefined
  return functions.map((line, index) => (line.startsWith('export') && index > 0 ? `}\n${line}` : line)).join('\n') + '\n}\n'
}
