import type { Catalog, CatalogForeignKey, CatalogIndex, CatalogTable } from '@mig/core'
import { isDefaultAction } from '../compare/definitions-of.js'
import { dialectSchemas } from '../dialect-schemas.js'
import { SqlExpression } from '../sql-expression.js'
import { columnOptions } from './column-options.js'
import { EntityNames } from './entity-names.js'

/** Entities as source, and what they cannot say. */
export interface EntitiesSource {
  /** A TypeScript module that exports a class for each table. */
  readonly text: string
  readonly classes: readonly string[]
  readonly notes: readonly string[]
}

/**
 * Writes TypeORM entities for the tables of a catalog: columns, keys, uniques, checks, indexes, and relations from foreign keys, both ways.
 *
 * @param options.defaultCollation MySQL: the database's, which new text columns get; another one is written at each column
 * @example
 * const { text, notes } = entitiesSource(await database.inspect())
 */
export function entitiesSource(catalog: Catalog, { defaultCollation }: { readonly defaultCollation?: string } = {}): EntitiesSource {
  const names = new EntityNames()
  const entities = catalog.tables.filter(({ primaryKey, options }) => primaryKey !== undefined && options['virtual'] === undefined)
  const classes = new Map(entities.map(({ name }) => [name, names.className(name)]))
  const notes = catalog.tables.flatMap(({ name }) =>
    classes.has(name) ? [] : [`the table ${name} has no primary key, which every entity needs`],
  )
  const properties = new Map(entities.map((table) => [table.name, new EntityNames()]))
  const columns = new Map(
    entities.map((table) => [table.name, new Map(table.columns.map(({ name }) => [name, properties.get(table.name)!.propertyName(name)]))]),
  )
  const relations = entities.flatMap((table) => table.foreignKeys.flatMap((key) => relationOf(table, key)))
  const used = new Set<string>(['Entity', 'Column'])
  const blocks = entities.map((table) => classSource(table))
  const other = { views: 'view', routines: 'routine', triggers: 'trigger', sequences: 'sequence' } as const
  for (const [member, word] of Object.entries(other) as (readonly [keyof typeof other, string])[])
    for (const { name } of catalog[member]) notes.push(`the ${word} ${name}`)
  const told = notes.map((note) => ` * - ${note.replaceAll('*/', '* /').replace(/\s+/g, ' ')}`)
  const header = told.length === 0 ? [] : ['/*', ' * Not in these entities, which cannot say it:', ...told, ' */']
  const text = [...header, `import { ${[...used].sort().join(', ')} } from "typeorm"`, '', blocks.join('\n\n')].join('\n')
  return { text: `${text}\n`, classes: [...classes.values()], notes }

  function relationOf(table: CatalogTable, key: CatalogForeignKey) {
    if (!classes.has(key.referencedTable)) return []
    const wish = key.columns.length === 1 ? key.columns[0]!.replace(/_?id$/i, '') || key.referencedTable : key.referencedTable
    const unique = [...table.uniques, ...(catalog.dialect === 'mysql' ? table.indexes.filter((index) => index.unique) : [])]
    const isOne = unique.some(({ columns: list }) => list.join() === key.columns.join()) && key.columns.length === 1
    const property = properties.get(table.name)!.propertyName(wish === key.columns[0] ? `${wish}_${key.referencedTable}` : wish)
    const inverse = properties.get(key.referencedTable)!.propertyName(isOne ? table.name : `${table.name}_list`)
    return [{ table, key, property, inverse, isOne }]
  }

  function classSource(table: CatalogTable): string {
    const { keyColumn } = dialectSchemas[catalog.dialect].fromCatalog
    const property = (column: string): string => columns.get(table.name)!.get(column) ?? column
    const own = relations.filter((relation) => relation.table === table)
    const oneToOne = new Set(own.filter(({ isOne }) => isOne).map(({ key }) => key.columns.join()))
    const head = [
      decorator('Entity', { name: table.name, ...(table.comment === undefined ? {} : { comment: table.comment }), ...engineOf(table) }),
    ]
    for (const { name, columns: list } of table.uniques)
      if (!oneToOne.has(list.map(keyColumn).join())) head.push(decorator('Unique', ...named(name), list.map(keyColumn).map(property)))
    for (const { name, expression } of dialectSchemas[catalog.dialect].fromCatalog.checks(table)) {
      if (catalog.dialect === 'mysql')
        notes.push(`the check ${name ?? expression} of ${table.name}: TypeORM leaves checks out on this database`)
      else head.push(decorator('Check', ...named(name), expression))
    }
    for (const index of table.indexes) {
      // MySQL's unique constraint is an index, which comes with the relation.
      const isRelation = catalog.dialect === 'mysql' && index.unique && oneToOne.has(index.columns.join())
      if (!isRelation) head.push(...indexSource(table, index, property))
    }
    const exclusions = Object.keys(table.options).filter((option) => option.startsWith('exclusion '))
    for (const option of exclusions) head.push(decorator('Exclusion', option.slice(10), table.options[option]!.replace(/^EXCLUDE /, '')))
    const keyNames = new Set(table.primaryKey!.columns.map(keyColumn))
    const members = table.columns.map((column) => {
      const { options, property: type, isGeneratedKey, notes: told } = columnOptions(catalog, table, column, defaultCollation)
      notes.push(...told)
      const isKey = keyNames.has(column.name)
      const constraint = isKey && table.primaryKey!.name !== undefined ? { primaryKeyConstraintName: table.primaryKey!.name } : {}
      const { nullable: _nullable, ...keyOptions } = options
      const all = { name: column.name, ...(isKey ? keyOptions : options), ...constraint }
      const words =
        isKey && isGeneratedKey && keyNames.size === 1
          ? generatedKey(all)
          : isKey
            ? decorator('PrimaryColumn', all)
            : decorator('Column', all)
      const extra = !isKey && isGeneratedKey ? `${decorator('Generated', 'increment')}\n  ` : ''
      return `${extra}${words}\n  ${property(column.name)}!: ${type}${column.nullable ? ' | null' : ''}`
    })
    const joins = own.map(({ key, property: name, inverse, isOne }) => relationSource(key, name, inverse, isOne))
    const lists = relations.filter(({ key }) => key.referencedTable === table.name).map(inverseSource)
    const body = [...members, ...joins, ...lists].map((member) => `  ${member}`).join('\n\n')
    return `${head.join('\n')}\nexport class ${classes.get(table.name)} {\n${body}\n}`
  }

  function engineOf({ options }: CatalogTable): Readonly<Record<string, unknown>> {
    const { engine } = options
    return catalog.dialect === 'mysql' && engine !== undefined && engine !== 'InnoDB'
      ? { engine }
      : options['withoutRowid']
        ? { withoutRowid: true }
        : {}
  }

  function generatedKey(options: Readonly<Record<string, unknown>>): string {
    return decorator('PrimaryGeneratedColumn', options)
  }

  function indexSource(table: CatalogTable, index: CatalogIndex, property: (column: string) => string): readonly string[] {
    if (catalog.dialect === 'mysql' && table.foreignKeys.some(({ name }) => name === index.name)) return []
    const definition = dialectSchemas[catalog.dialect].fromCatalog.index(index)
    const { using, where, unique } = definition
    const isKind = using === undefined || using === 'fulltext' || using === 'spatial' || using === 'gist'
    if (!isKind || definition.include || definition.columns.some((column) => typeof column !== 'string')) {
      notes.push(`the index ${index.name} of ${table.name} (${index.columns.join(', ')})`)
      return []
    }
    const options = {
      ...(unique ? { unique } : {}),
      ...(where === undefined ? {} : { where }),
      ...(using === 'fulltext' ? { fulltext: true } : using === undefined ? {} : { spatial: true }),
    }
    const list = definition.columns.map((column) => property(String(column)))
    return [decorator('Index', index.name, list, ...(Object.keys(options).length === 0 ? [] : [options]))]
  }

  function relationSource(key: CatalogForeignKey, name: string, inverse: string, isOne: boolean): string {
    const target = classes.get(key.referencedTable)!
    // MySQL calls its default RESTRICT.
    const isSilent = (action: string): boolean => isDefaultAction(action) || (catalog.dialect === 'mysql' && action === 'RESTRICT')
    const actions = {
      ...(isSilent(key.onDelete) ? {} : { onDelete: key.onDelete }),
      ...(isSilent(key.onUpdate) ? {} : { onUpdate: key.onUpdate }),
      ...(key.options['deferrable'] === undefined ? {} : { deferrable: key.options['deferrable'].toUpperCase() }),
    }
    const side = `(other) => other.${inverse}`
    const kind = isOne ? 'OneToOne' : 'ManyToOne'
    const joins = key.columns.map((column, at) => ({
      name: column,
      referencedColumnName: columns.get(key.referencedTable)!.get(key.referencedColumns[at]!) ?? key.referencedColumns[at],
      ...(key.name === undefined ? {} : { foreignKeyConstraintName: key.name }),
    }))
    const [only, ...others] = joins
    used.add(kind)
    const options = Object.keys(actions).length === 0 ? '' : `, ${source(actions)}`
    return `@${kind}(() => ${target}, ${side}${options})\n  ${decorator('JoinColumn', others.length === 0 ? only : joins)}\n  ${name}?: ${target}`
  }

  function inverseSource({ table, property, inverse, isOne }: (typeof relations)[number]): string {
    const kind = isOne ? 'OneToOne' : 'OneToMany'
    used.add(kind)
    const target = classes.get(table.name)!
    return `@${kind}(() => ${target}, (other) => other.${property})\n  ${inverse}?: ${target}${isOne ? '' : '[]'}`
  }

  function decorator(name: string, ...args: readonly unknown[]): string {
    used.add(name)
    return `@${name}(${args.map((value) => source(value)).join(', ')})`
  }
}

const named = (name: string | undefined): readonly string[] => (name === undefined ? [] : [name])

function source(value: unknown): string {
  // Columns' defaults are SQL: TypeORM pastes what a function returns.
  if (value instanceof SqlExpression) return `() => ${JSON.stringify(value.text)}`
  if (Array.isArray(value)) return `[${value.map((one) => source(one)).join(', ')}]`
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, one]) => `${key}: ${source(one)}`)
      .join(', ')} }`
  return JSON.stringify(value)
}
