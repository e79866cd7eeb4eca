const names = 'revision|downRevision|branchLabels|dependsOn|replaces|equivalentTo|createDate'
const constant = `^(?:export const |module\\.exports\\.)(?:${names})\\s*=[^\\n]*\\n`
const blocks = new RegExp(`(?:${constant})+\\n?`, 'gm')
const anyConstant = new RegExp(`^(?:export\\s+(?:const|let|var)\\s+|module\\.exports\\.|exports\\.)(?:${names})\\b`, 'm')
const title = /^(#![^\n]*\n)?\/\/ [^\n]*\n/

/**
 * Takes the constants that make a code file a revision out of it, as `mig convert` and `mig revision` put them in.
 *
 * @returns the texts that may have been there before, the one that keeps most first; `undefined` where a constant is written otherwise, over
 * several lines or with something behind it
 */
export function withoutConstants(text: string): readonly string[] | undefined {
  const [block, ...others] = text.matchAll(blocks)
  if (!block || others.length > 0 || !isWhole(block[0])) return undefined
  const [above, below] = [text.slice(0, block.index), text.slice(block.index + block[0].length)]
  if (anyConstant.test(above) || anyConstant.test(below)) return undefined
  // behind a CommonJS file a blank line parts them; its last line end may be ours, too. What stands behind them says how the code runs
  const isLast = block[0].startsWith('module.exports.') && below === ''
  const whole = isLast ? above.replace(/\n$/, '') : `${above}${below}`
  const untitled = whole.replace(title, '$1')
  return [whole, untitled, untitled.replace(/\n$/, '')]
}

/** Each is one value on its line. */
const isWhole = (block: string): boolean =>
  block
    .split('\n')
    .filter((line) => line !== '')
    .every((line) => /=\s*(?:null|'[^']*'|"[^"]*"|\[[^\]]*\]);?\s*$/.test(line))
