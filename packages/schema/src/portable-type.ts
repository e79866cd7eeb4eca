import type { TypeWords } from './column-text.js'

/**
 * The words of a definition for a type as a server spells it: the portable ones where they make exactly this type
 * (`character varying(50)` is `{ type: 'varchar', length: 50 }`), else the type itself.
 */
export function typeWords(spelled: string, typeOf: (words: TypeWords) => string): TypeWords {
  const [, inner] = /\(([\d, ]+)\)/.exec(spelled) ?? []
  const [first, second] = (inner ?? '').split(',').map(Number)
  const sizes: readonly Omit<TypeWords, 'type'>[] =
    inner === undefined ? [{}] : [{ length: first! }, { precision: first!, ...(second === undefined ? {} : { scale: second }) }]
  for (const type of portable) {
    for (const size of sizes) {
      const isSized = inner !== undefined
      if (isSized && 'length' in size !== withLength.has(type)) continue
      if (typeOf({ type, ...size }) === spelled) return { type, ...size }
    }
  }
  const isAmbiguous = portable.includes(spelled.toLowerCase().replace(/\(.*/, ''))
  return { type: spelled, ...(isAmbiguous ? { native: true } : {}) }
}

const withLength: ReadonlySet<string> = new Set(['varchar', 'char'])
const portable: readonly string[] =
  'integer bigint smallint boolean varchar char text decimal float double date time timestamp timestamptz json uuid binary'.split(' ')
