import type { Command } from '../command.js'

/** Where each command lives, by every name it has. One file each, imported when it is called. */
export const commandFiles: Readonly<Record<string, () => Promise<Command>>> = {
  init: () => import('./init.js').then((module) => module.init),
  version_control: () => import('./version-control.js').then((module) => module.versionControl),
  drop_version_control: () => import('./drop-version-control.js').then((module) => module.dropVersionControl),
  revision: () => import('./revision.js').then((module) => module.revision),
  script: () => import('./script.js').then((module) => module.script),
  edit: () => import('./edit.js').then((module) => module.edit),
  merge: () => import('./merge.js').then((module) => module.merge),
  tag: () => import('./tag.js').then((module) => module.tag),
  upgrade: () => import('./upgrade.js').then((module) => module.upgrade),
  downgrade: () => import('./downgrade.js').then((module) => module.downgrade),
  stamp: () => import('./stamp.js').then((module) => module.stamp),
  'accept-edit': () => import('./accept-edit.js').then((module) => module.acceptEdit),
  'ensure-version': () => import('./ensure-version.js').then((module) => module.ensureVersion),
  current: () => import('./current.js').then((module) => module.current),
  status: () => import('./status.js').then((module) => module.status),
  history: () => import('./history.js').then((module) => module.history),
  heads: () => import('./heads.js').then((module) => module.heads),
  branches: () => import('./branches.js').then((module) => module.branches),
  show: () => import('./show.js').then((module) => module.show),
  check: () => import('./check.js').then((module) => module.check),
  log: () => import('./log.js').then((module) => module.log),
  version: () => import('./version.js').then((module) => module.version),
  db_version: () => import('./db-version.js').then((module) => module.dbVersion),
  compare: () => import('./compare.js').then((module) => module.compare),
  convert: () => import('./convert.js').then((module) => module.convert),
  adopt: () => import('./adopt.js').then((module) => module.adopt),
}

/** Commands that are called often and by programs: they are parsed without yargs when their words are plain. */
export const hotCommands: Readonly<Record<string, string>> = {
  current: 'current',
  heads: 'heads',
  history: 'history',
  status: 'status',
  upgrade: 'upgrade',
  up: 'upgrade',
  migrate: 'upgrade',
  version: 'version',
  v: 'version',
  db_version: 'db_version',
  'db-version': 'db_version',
  dbv: 'db_version',
}
