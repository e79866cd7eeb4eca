import type { Command } from '../command.js'

/** Where each command lives, by every name it has. One file each, imported when it is called. */
export const commandFiles: Readonly<Record<string, () => Promise<Command>>> = {
  init: () => import('./init.js').then((module) => module.init),
<<<<<<< HEAD
  create: () => import('./create.js').then((module) => module.create),
=======
  templates: () => import('./templates.js').then((module) => module.templates),
>>>>>>> b8aa1b7 (cli: templates, and several databases in one configuration, chosen with --on)
  version_control: () => import('./version-control.js').then((module) => module.versionControl),
  drop_version_control: () => import('./drop-version-control.js').then((module) => module.dropVersionControl),
  revision: () => import('./revision.js').then((module) => module.revision),
  script: () => import('./script.js').then((module) => module.script),
  script_sql: () => import('./script-sql.js').then((module) => module.scriptSql),
  new: () => import('./new.js').then((module) => module.newScript),
  manage: () => import('./manage.js').then((module) => module.manage),
  edit: () => import('./edit.js').then((module) => module.edit),
  merge: () => import('./merge.js').then((module) => module.merge),
  tag: () => import('./tag.js').then((module) => module.tag),
  upgrade: () => import('./upgrade.js').then((module) => module.upgrade),
  downgrade: () => import('./downgrade.js').then((module) => module.downgrade),
  test: () => import('./test.js').then((module) => module.test),
  stamp: () => import('./stamp.js').then((module) => module.stamp),
  'accept-edit': () => import('./accept-edit.js').then((module) => module.acceptEdit),
  recover: () => import('./recover.js').then((module) => module.recover),
  'ensure-version': () => import('./ensure-version.js').then((module) => module.ensureVersion),
  current: () => import('./current.js').then((module) => module.current),
  status: () => import('./status.js').then((module) => module.status),
  history: () => import('./history.js').then((module) => module.history),
  heads: () => import('./heads.js').then((module) => module.heads),
  branches: () => import('./branches.js').then((module) => module.branches),
  show: () => import('./show.js').then((module) => module.show),
  source: () => import('./source.js').then((module) => module.source),
  check: () => import('./check.js').then((module) => module.check),
  log: () => import('./log.js').then((module) => module.log),
  version: () => import('./version.js').then((module) => module.version),
  db_version: () => import('./db-version.js').then((module) => module.dbVersion),
  compare: () => import('./compare.js').then((module) => module.compare),
  compare_model_to_db: () => import('./schema-later.js').then((module) => module.compareModelToDb),
  create_model: () => import('./schema-later.js').then((module) => module.createModel),
  make_update_script_for_model: () => import('./schema-later.js').then((module) => module.makeUpdateScriptForModel),
  update_db_from_model: () => import('./schema-later.js').then((module) => module.updateDbFromModel),
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
