import type { Session } from '@mig/core'

/**
 * True on a node of a Galera cluster, where `GET_LOCK` is granted once per node: two nodes grant one name at one time.
 * A cluster of one counts, since others may join it. Servers without Galera know no such status.
 */
export async function isGalera(session: Session): Promise<boolean> {
  const [row] = await session.query<{ Value: string }>("SHOW GLOBAL STATUS LIKE 'wsrep_cluster_size'")
  return Number(row?.Value ?? 0) > 0
}

/**
 * Makes the session wait before each statement until its node has applied what the cluster had committed: behind a load
 * balancer, this session and the one that renews the lease may live on different nodes.
 */
export async function readOwnWrites(session: Session): Promise<void> {
  // 1 reads, 2 UPDATE and DELETE, 4 INSERT and REPLACE.
  await session.execute('SET SESSION wsrep_sync_wait = 7')
}
