import type { Catalog, Session } from '@mig/core'
export async function readSqliteCatalog(_session: Session, _leftOut: ReadonlySet<string>): Promise<Catalog> {
  return { dialect: 'sqlite', tables: [], views: [], sequences: [], enums: [], routines: [], triggers: [] }
}
