// What a careful person would write by hand: the statements of each file and one ledger write, in one transaction each.
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const require = createRequire(new URL('../../packages/database/package.json', import.meta.url))
const [url, folder] = process.argv.slice(2)
const migrations = readdirSync(folder)
  .sort()
  .map((name) => ({
    id: name.split('_')[0],
    statements: readFileSync(join(folder, name), 'utf8').split('-- migrate:up\n')[1].split(';\n').filter(Boolean),
  }))

const run = url.startsWith('sqlite:') ? await openSqlite() : url.startsWith('postgres') ? await openPostgres() : await openMysql()
await run('CREATE TABLE ledger (version_num VARCHAR(128) NOT NULL PRIMARY KEY)')
await run("INSERT INTO ledger VALUES ('')")
for (const { id, statements } of migrations) {
  await run('BEGIN')
  for (const statement of statements) await run(statement)
  await run(`UPDATE ledger SET version_num = '${id}'`)
  await run('COMMIT')
}
await run.close()

async function openSqlite() {
  const { Database } = require('sqlite3')
  const path = url.replace(/^sqlite:(\/\/)?/, '')
  const database = await new Promise((resolve, reject) => {
    const opened = new Database(path, (error) => (error ? reject(error) : resolve(opened)))
  })
  const run = (sql) => new Promise((resolve, reject) => database.run(sql, (error) => (error ? reject(error) : resolve())))
  run.close = () => new Promise((resolve) => database.close(resolve))
  return run
}

async function openPostgres() {
  const { Client } = require('pg')
  const client = new Client({ connectionString: url })
  await client.connect()
  const run = (sql) => client.query(sql)
  run.close = () => client.end()
  return run
}

async function openMysql() {
  const mysql = require('mysql2/promise')
  const connection = await mysql.createConnection(url.replace(/^mariadb:/, 'mysql:'))
  const run = (sql) => connection.query(sql)
  run.close = () => connection.end()
  return run
}
