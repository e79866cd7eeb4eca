import type { Session } from '@mig/core'

/** Sends statements one after the other. */
export async function send(session: Session, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await session.execute(statement)
}
