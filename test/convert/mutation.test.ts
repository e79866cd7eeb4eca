import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, type Dialect, type MigError } from '@mig/core'
import { connect } from '@mig/database'
import { convertRepository } from '@mig/convert'
import { databases } from '../support/servers.js'
import { tempFolder, type TempFolder } from '../support/temp-folder.js'
import { mutateGraph, proveGraph } from './prove-graph.js'

const isLong = process.env['MIG_CONVERT_LONG'] === '1'
const sample = join(import.meta.dirname, '../samples/numbered')

/**
 * One change to what the converter wrote, the number after which the proof must stop, and the place it must name. How many changes the proof
 * catches is measured in `mutation-score.test.ts`; here it must stop at the right number and name the object.
 */
interface Mutation {
  readonly what: string
  readonly file: string
  readonly from: string
  readonly to: string
  readonly version: string
  readonly place: RegExp
  readonly dialects?: readonly Dialect[]
}

const mutations: readonly Mutation[] = [
  { what: 'a dropped default', file: '_002_', from: ' DEFAULT 0', to: '', version: '2', place: /price_cents/ },
  { what: 'a changed default', file: '_002_', from: 'DEFAULT 0', to: 'DEFAULT 1', version: '2', place: /price_cents default/ },
  {
    what: 'changed nullability',
    file: '_002_',
    from: 'title VARCHAR(200) NOT NULL',
    to: 'title VARCHAR(200)',
    version: '2',
    place: /title nullable/,
  },
  { what: 'another length', file: '_002_', from: 'VARCHAR(40)', to: 'VARCHAR(41)', version: '2', place: /sku type/ },
  { what: 'another type', file: '_002_', from: 'price_cents INTEGER', to: 'price_cents SMALLINT', version: '2', place: /price_cents type/ },
  {
    what: 'swapped columns',
    file: '_002_',
    from: '  sku VARCHAR(40) NOT NULL,\n  title VARCHAR(200) NOT NULL,\n',
    to: '  title VARCHAR(200) NOT NULL,\n  sku VARCHAR(40) NOT NULL,\n',
    version: '2',
    place: /order of columns/,
  },
  { what: 'a renamed column', file: '_002_', from: 'title', to: 'heading', version: '2', place: /title|heading/ },
  {
    what: 'a lost unique constraint',
    file: '_002_',
    from: ',\n  CONSTRAINT product_sku UNIQUE (sku)',
    to: '',
    version: '2',
    place: /product_sku|uniques/,
  },
  { what: 'a changed literal', file: '_002_', from: 'Gift card; any', to: 'Gift card, any', version: '2', place: /product row/ },
  {
    what: 'a removed seed row',
    file: '_002_',
    from: 'INSERT INTO product',
    to: '-- INSERT INTO product',
    version: '2',
    place: /product row/,
  },
  {
    what: 'a lost foreign key',
    file: '_003_',
    from: ',\n  CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customer (id)',
    to: '',
    version: '3',
    place: /orders_customer|foreign/i,
  },
  {
    what: 'another foreign key action',
    file: '_003_',
    from: 'REFERENCES customer (id)',
    to: 'REFERENCES customer (id) ON DELETE CASCADE',
    version: '3',
    place: /onDelete/,
  },
  {
    what: 'a primary key in another order',
    file: '_003_',
    from: '(order_id, product_id)',
    to: '(product_id, order_id)',
    version: '3',
    place: /order_line primaryKey/,
  },
  {
    what: 'a table too many',
    file: '_004_',
    from: '-- migrate:up\n',
    to: '-- migrate:up\nCREATE TABLE x (id INTEGER);\n',
    version: '4',
    place: /table x/,
  },
  { what: 'a default changed in code', file: '_005_', from: "default: 'new'", to: "default: 'old'", version: '5', place: /state default/ },
  {
    what: 'an index in another order in code',
    file: '_005_',
    from: "['state', 'placed_at']",
    to: "['placed_at', 'state']",
    version: '5',
    place: /orders_state columns/,
  },
  { what: 'a lost index', file: '_006_', from: 'CREATE INDEX', to: '-- CREATE INDEX', version: '6', place: /index customer_email/ },
  { what: 'an index made unique', file: '_006_', from: 'CREATE INDEX', to: 'CREATE UNIQUE INDEX', version: '6', place: /customer_email/ },
  {
    what: 'one of two colliding changes lost',
    file: '_007_orders',
    from: 'ALTER TABLE orders ADD',
    to: '-- ALTER TABLE orders ADD',
    version: '7',
    place: /orders column note/,
  },
  {
    what: 'a lost trigger',
    file: '_011_',
    from: 'CREATE TRIGGER product_stock_new AFTER INSERT ON product FOR EACH ROW EXECUTE',
    to: '-- ',
    version: '11',
    place: /trigger/,
    dialects: ['postgres'],
  },
  {
    what: 'another trigger body',
    file: '_011_',
    from: '(new.id)',
    to: '(new.id + 1)',
    version: '11',
    place: /trigger/,
    dialects: ['sqlite'],
  },
  {
    what: 'another trigger body',
    file: '_011_',
    from: '(NEW.id);\nEND$$\nDELIMITER',
    to: '(NEW.id + 1);\nEND$$\nDELIMITER',
    version: '11',
    place: /trigger/,
    dialects: ['mysql'],
  },
  {
    what: 'another function body',
    file: '_011_',
    from: 'RETURN NEW;',
    to: 'RETURN NULL;',
    version: '11',
    place: /routine/,
    dialects: ['postgres'],
  },
  { what: 'another view', file: '_012_', from: "'sent'", to: "'new'", version: '12', place: /view open_orders/ },
]

describe('the proof', () => {
  let folder: TempFolder
  let graph: string

  beforeAll(async () => {
    folder = await tempFolder()
    graph = join(folder.path, 'graph')
    await convertRepository({ source: sample, target: graph })
  })
  afterAll(async () => folder[Symbol.asyncDispose]())

  for (const server of databases) {
    describe(`on ${server.name}`, () => {
      let database: Database
      let dispose: () => Promise<void>

      beforeAll(async () => {
        const created = await server.create()
        dispose = created.dispose
        database = await connect(created.url)
      })
      afterAll(async () => {
        await database[Symbol.asyncDispose]()
        await dispose()
      })

      const ours = mutations.filter(({ dialects }, at) => (dialects?.includes(server.dialect) ?? true) && (isLong || at % 3 === 0))
      it.each(ours)('catches $what ($file)', async ({ what, file, from, to, version, place }) => {
        const location = join(folder.path, `${server.dialect} ${what} ${file}`)
        // a function: in a text, $$ would mean $
        const change = (name: string, text: string) => (name.includes(file) ? text.replace(from, () => to) : text)
        expect(mutateGraph(graph, location, change), 'files that the mutation changes').toBe(1)
        const failure = await proveGraph(database, sample, location).then(
          () => undefined,
          (error: unknown) => error,
        )
        expect(failure).toMatchObject({ code: 'MIG_PROOF_FAILED', details: { version, dialect: server.dialect } })
        const { message, details } = failure as MigError
        expect(JSON.stringify(details['differences'])).toMatch(place)
        expect(message).toContain(`after version ${version} the graph differs from the source on ${server.dialect}: `)
      })

      it('catches two versions exchanged', async () => {
        const bodyOf = (text: string) => text.slice(text.indexOf('-- migrate:up'))
        const texts = new Map(['_002_', '_012_'].map((part) => [part, readFileSync(join(graph, 'versions', nameWith(part)), 'utf8')]))
        const swapped = (text: string, other: string) => text.slice(0, text.indexOf('-- migrate:up')) + bodyOf(texts.get(other)!)
        const location = join(folder.path, `${server.dialect} exchanged`)
        mutateGraph(graph, location, (name, text) =>
          name.includes('_002_') ? swapped(text, '_012_') : name.includes('_012_') ? swapped(text, '_002_') : text,
        )
        const failure = await proveGraph(database, sample, location).then(
          () => undefined,
          (error: unknown) => error,
        )
        expect(failure).toMatchObject({ code: 'MIG_PROOF_FAILED', details: { version: '2' } })
      })

      it('passes what nobody changed', async () => {
        expect(await proveGraph(database, sample, graph)).toMatchObject({
          certificate: { fingerprints: { '12': expect.stringMatching(/^[0-9a-f]{64}$/) } },
        })
      })
    })
  }

  const nameWith = (part: string): string => readdirSync(join(graph, 'versions')).find((name) => name.includes(part))!
})
