export { LinearRepository, type LinearOptions } from './repository.js'
export { LinearLedger, type LinearLedgerOptions, type VersionRow } from './ledger.js'
export type { CreatedVersion, CreatePlaceholdersOptions, CreateVersionOptions } from './create.js'
export { initRepository, type InitLinearOptions } from './init.js'
export { readLinearSettings, type LinearSettings } from './linear-settings.js'
export { collidingFiles } from './colliding-files.js'
export {
  inspectNumberedFolder,
  readNumberedFolder,
  type NumberedFile,
  type NumberedFolder,
  type NumberedProblem,
  type NumberedVersion,
} from './read-numbered-folder.js'
export { parseVersionFileName, type VersionFileName } from './version-file-name.js'
export { versionScript } from './version-script.js'
export { testVersions, type TestReport, type TestVersionsOptions } from './test-versions.js'
export type { VersionTest } from './version-test.js'
export { controlDatabase, noVersion, releaseDatabase, type ControlOptions } from './version-control.js'
