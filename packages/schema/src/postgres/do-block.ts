/** A block of PL/pgSQL as a statement, between dollar quotes that nothing in it looks like. */
export function doBlock(body: string): string {
  for (let n = 0; ; n++) {
    const tag = `$mig${n === 0 ? '' : n}$`
    if (!body.includes(tag)) return `DO ${tag}\n${body}\n${tag}`
  }
}
