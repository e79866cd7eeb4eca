import type { Catalog, Session } from '@mig/core'
export async function readMysqlCatalog(_session: Session, _leftOut: ReadonlySet<string>): Promise<Catalog> {
  return { dialect: 'mysql', tables: [], views: [], sequences: [], enums: [], routines: [], triggers: [] }
}
