import { scanCodeDescription } from '../header/scan-code-header.js'
import { scanSqlDescription } from '../header/scan-sql-header.js'
import { commentLine } from './quote.js'

/** A description as the first comment of a code file; no line when it is empty. */
export function codeDescription(description: string): readonly string[] {
  const text = commentLine(description)
  if (text === '') return []
  return [`/** ${scanCodeDescription(`/** ${text} */`) === text ? text : `Description: ${text}`} */`]
}

/** A description as the first comment line of a SQL file; no line when it is empty. */
export function sqlDescription(description: string): readonly string[] {
  // what looks like a section marker would be taken for one
  const text = commentLine(description).replace(/\bmigrat(\w*)\s*:/gi, 'migrat$1')
  if (text === '') return []
  const readBack = scanSqlDescription(`-- ${text}`) === text && !/^migrat/i.test(text)
  return [`-- ${readBack ? text : `Description: ${text}`}`]
}
