import type { BuilderRun, Session } from '@mig/core'

/** Runs a function of a script with the builder of the user's project, every statement through the session. */
export async function runBuilder(session: Session, run: BuilderRun): Promise<void> {
  switch (run.builder) {
    case 'knex':
      return await (await import('./run-knex.js')).runKnex(session, run)
    case 'sequelize':
      return await (await import('./run-sequelize.js')).runSequelize(session, run)
    case 'db-migrate':
      return await (await import('./run-db-migrate.js')).runDbMigrate(session, run)
    case 'node-pg-migrate':
      return await (await import('./run-node-pg-migrate.js')).runNodePgMigrate(session, run)
  }
}
