/** Gives each name of a schema an identifier of its own. */
export class EntityNames {
  readonly #taken = new Set<string>()

  /** `order_line` → `OrderLine`. */
  className(name: string): string {
    return this.#unique(pascal(name))
  }

  /** `customer_id` → `customerId`. */
  propertyName(name: string): string {
    const word = pascal(name)
    return this.#unique(word.charAt(0).toLowerCase() + word.slice(1))
  }

  #unique(wish: string): string {
    let name = wish
    for (let n = 2; this.#taken.has(name); n += 1) name = `${wish}${n}`
    this.#taken.add(name)
    return name
  }
}

function pascal(name: string): string {
  const words = name.split(/[^\p{L}\p{N}$]+/u).filter((word) => word !== '')
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  if (joined === '') return 'Unnamed'
  return /^[\p{L}$]/u.test(joined) ? joined : `_${joined}`
}
