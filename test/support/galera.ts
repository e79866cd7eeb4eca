import { setTimeout as sleep } from 'node:timers/promises'
import { existsSync } from 'node:fs'
import mysql from 'mysql2/promise'
import { findMysqlPrograms, findProgram, type ServerPrograms } from './find-server.js'
import { isMariadb, mysqlRecipe } from './recipes.js'
import { freePort, startServer, stopServer, type ServerRecipe } from './start-server.js'

/** A Galera cluster of two nodes on this machine. */
export interface GaleraCluster extends AsyncDisposable {
  /** The URLs of one database on both nodes. */
  readonly urls: readonly [string, string]
}

const provider = ['/usr/lib/galera/libgalera_smm.so', '/usr/lib64/galera-4/libgalera_smm.so'].find((path) => existsSync(path))

/** Why there is none; `undefined` when it can be started. */
export const galeraAbsence: string | undefined = absence()

/** Starts both nodes; the second one copies the first. Takes some seconds. */
export async function startGalera(database: string): Promise<GaleraCluster> {
  const source = findMysqlPrograms()
  if (source.kind !== 'programs' || provider === undefined) throw new Error(galeraAbsence)
  const [firstPort, secondPort] = [await portsInARow(), await portsInARow()]
  const first = await startServer(nodeRecipe(source.programs, firstPort, 'gcomm://'))
  await ready(first.url)
  const second = await startServer(nodeRecipe(source.programs, secondPort, `gcomm://127.0.0.1:${firstPort}`))
  await ready(second.url)
  const connection = await mysql.createConnection(first.url.replace(/^mariadb:/, 'mysql:'))
  await connection.query(`CREATE DATABASE ${database} CHARACTER SET utf8mb4`)
  await connection.end()
  const url = (node: string): string => node.replace(/\/mysql$/, `/${database}`)
  return {
    urls: [url(first.url), url(second.url)],
    [Symbol.asyncDispose]: async () => {
      stopServer(second)
      stopServer(first)
    },
  }
}

/** @param port of the replication; the two after it are for state transfers */
function nodeRecipe(programs: ServerPrograms, port: number, cluster: string): ServerRecipe {
  const plain = mysqlRecipe(programs)
  return {
    ...plain,
    start: (data, sqlPort, folder) => [
      ...plain.start(data, sqlPort, folder).filter((option) => option !== '--skip-log-bin'),
      '--binlog-format=ROW',
      '--innodb-autoinc-lock-mode=2',
      '--wsrep-on=ON',
      `--wsrep-provider=${provider}`,
      `--wsrep-cluster-address=${cluster}`,
      '--wsrep-node-address=127.0.0.1',
      '--wsrep-sst-method=rsync',
      `--wsrep-sst-receive-address=127.0.0.1:${port + 2}`,
      `--wsrep-provider-options=base_port=${port};gmcast.listen_addr=tcp://127.0.0.1:${port};ist.recv_addr=127.0.0.1:${port + 1};gcache.size=16M`,
      ...(cluster === 'gcomm://' ? ['--wsrep-new-cluster'] : []),
    ],
  }
}

async function ready(url: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const connection = await mysql.createConnection(url.replace(/^mariadb:/, 'mysql:'))
      const [rows] = await connection.query<mysql.RowDataPacket[]>("SHOW STATUS LIKE 'wsrep_ready'")
      await connection.end()
      if (rows[0]?.['Value'] === 'ON') return
    } catch (error) {
      if (attempt === 600) throw error
    }
    if (attempt === 600) throw new Error(`${url} did not join the cluster`)
    await sleep(100)
  }
}

async function portsInARow(): Promise<number> {
  return (await freePort()) - 2
}

function absence(): string | undefined {
  const source = findMysqlPrograms()
  const complete = source.kind === 'programs' && isMariadb(source.programs) && provider !== undefined && findProgram('rsync') !== undefined
  return complete ? undefined : 'Galera: MariaDB with galera-4 and rsync not found; apt-get install mariadb-server galera-4 rsync'
}
