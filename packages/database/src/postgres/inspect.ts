import type { Catalog, Session } from '@mig/core'
export async function readPostgresCatalog(_session: Session, _schema: string | undefined, _leftOut: ReadonlySet<string>): Promise<Catalog> {
  return { dialect: 'postgres', tables: [], views: [], sequences: [], enums: [], routines: [], triggers: [] }
}
