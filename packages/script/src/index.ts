export { headerNames, type ScriptHeader } from './header/script-header.js'
export { scanCodeDescription, scanCodeHeader, type ScannedHeader } from './header/scan-code-header.js'
export { scanSqlDescription, scanSqlHeader } from './header/scan-sql-header.js'
export { defaultFileName, renderFileName, slug, type FileNameParts } from './template/file-name.js'
export { isIgnoredName, readText, readVersionFiles, type VersionFile } from './files/read-version-files.js'
export { scriptLanguage, type ScriptLanguage } from './files/script-language.js'
export { readHeader } from './header/read-header.js'
export { filesChecksum, normaliseText, textChecksum } from './checksum.js'
export { createScript, type ScriptFile, type ScriptSource } from './create-script.js'
export { chooseSection, parseSqlScript, type SqlScript, type SqlSection } from './sql/sql-script.js'
export { readSqlBody } from './sql/sql-body.js'
export type { CodeModule } from './code/code-body.js'

/** See `importFile` in `code/import-file.ts`; the module behind it is loaded by the first call. */
export async function importFile(path: string): Promise<Record<string, unknown>> {
  return (await import('./code/import-file.js')).importFile(path)
}
export { createFile, replaceFile } from './files/create-file.js'
export { renderDagScript, type DagScriptParts } from './template/dag-script.js'
export { renderLinearScript, type LinearScriptParts } from './template/linear-script.js'
export { dialectWord } from './template/dialect-word.js'
export { commentLine, quoteString } from './template/quote.js'
