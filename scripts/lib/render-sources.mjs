/** The page of the formats that `mig convert` reads, from the presets. */
export function renderSources(presets, numberedFormats) {
  return `# What mig convert reads

\`mig convert SRC --to ./migrations\` reads a folder of migrations and writes a DAG repository. The format is found by itself: by a file that
only its tool has, by the marks in its files, or by names that only it gives. Where several formats fit, nothing is guessed: the command is
refused and lists the choices for \`--from\`. SRC may be the folder of the migrations or the project above it.

A revision is one version. Its files become the sections of one file in a fixed order, every statement byte for byte. Taken out are only a
BEGIN/COMMIT pair around the whole of a file, and the doubled percent signs that the drivers of SQLAlchemy Migrate wanted; both are
listed in the report. \`--dry-run\` prints the report and writes nothing; \`--json\` gives it to programs.

| \`--from\` | tool | its own sign | order | a version is | ways back | code | its table |
|---|---|---|---|---|---|---|---|
${numberedFormats.map(({ name, title, sign }) => `| \`${name}\` | ${title} | \`${sign}\` | value of the number | its number | file or section | runs (TypeScript, JavaScript) | \`migrate_version\` |`).join('\n')}
${presets.map(row).join('\n')}

**Order** belongs to the tool and is never guessed from the names: *value* puts 2 before 10, *text* puts 10 before 2, *components* compare
\`1.9\` and \`1.10\` part by part, *digits* are text without hyphens, *journal* is the tool's own list. A number is never read as a date. Where
sorting as text would give another order, the report says so. \`--order\` overrules the format.

**A version is its number**: two files of one number are refused, as the tool refuses them. **Its whole name**: a number may come again, and
names decide.

## Names of your own

\`--pattern\` is a regular expression for the path below the folder, with the groups \`number\` (needed), \`name\`, \`direction\` (\`up\`,
\`down\`, \`undo\`, \`rollback\`), \`dialect\`, and \`alone\` (whatever it matches means: outside a transaction):

\`\`\`sh
mig convert ./patches --pattern '^patch-(?<number>\\d+)-(?<name>.*)\\.sql$' --order integer
\`\`\`

A format with more rules is an object in the configuration, in the shape of \`SourcePreset\` of \`@mig/convert\`, and is found and named like
the others:

\`\`\`ts
export default defineConfig({
  sourceFormats: [
    {
      name: 'patches',
      title: 'our patches',
      pattern: /^patch-(?<number>\\d+)-(?<name>.*)\\.sql$/,
      order: 'integer',
      identity: 'number',
      marks: { up: /^-- @do$/, down: /^-- @undo$/, needed: 'required' },
      signs: { text: /^-- @do$/m },
      bookkeeping: { table: 'patches', kind: 'set', key: 'patch', recorded: 'version' },
    },
  ],
})
\`\`\`

## Databases

Files or folders that name a database (\`1_a.mysql.up.sql\`, \`mysql/1_a.up.sql\`) become the sections of one revision, matched by version. A
version that has none for a database of the source does nothing there; the report lists these holes. \`--dialect\` (several times)
keeps only what is for the named ones.

## Placeholders

\`\${x}\` of Flyway and goose, \`{{x}}\` of golang-migrate and popx, \`:X\` of graphile-migrate stay as they are and are listed, because the same
shapes are often data. \`--define x=VALUE\` fills the named ones, in strings, too, as the tools do.

## Code

Migrations of TypeORM, Knex, Sequelize, db-migrate and node-pg-migrate that hold nothing but literal SQL (also from constants, joined
strings, or a file that they read by name) are read, not run, and become SQL. Other TypeORM classes run unchanged.

Migrations of Knex, Sequelize, db-migrate and node-pg-migrate that build their SQL when they run are carried over as they are, where the
package is installed in the project: the revision is the file with the lines of a revision and \`builder = 'knex'\` (\`'sequelize'\`,
\`'db-migrate'\`, \`'node-pg-migrate'\`). mig calls its \`up\` and \`down\` with the builder of the project, which it finds from the revision;
what the builder compiles is sent through mig's own connection, so that it is in the step's transaction and journal, and fails as every step
does. Tried with Knex 0.95 to 3.3, Sequelize 5 and 6, node-pg-migrate 6 to 9, and the drivers of db-migrate for PostgreSQL (1.5), MySQL (3.0)
and SQLite (1.0).

- Knex hands a transaction to the function, and so does mig: nested ones are savepoints. \`config = { transaction: false }\` is heeded. A
  rollback of the whole is refused.
- Sequelize begins no transaction by itself; mig's step is one all the same, where the server has that, unless the file says
  \`concurrently\`. Transactions of the script are savepoints in it. MariaDB is MySQL to it. On SQLite foreign keys are as mig has them, not
  switched on, as Sequelize does.
- Dates are bound as UTC; \`pg\` and \`mysql2\` write a column without a time zone in the local time of their machine.
- Of db-migrate the driver is called: what db-migrate does around it, a transaction and its table, is mig's. Migrations of its second version are
  not carried over.
- MySQL's and SQLite's row numbers are given back; where nobody knows one (\`--sql\`, a step that is finished after a crash), using it is an
  error.
- Of node-pg-migrate the collected statements are sent when the function has ended, \`pgm.db\` at once. Where there is no \`down\`, the
  way up is turned round, as its tool does. \`pgm.noTransaction()\` becomes \`transaction = false\` in the revision.
- Settings of the tool are not read. Where one is found that changes what migrations do (\`wrapIdentifier\`, \`searchPath\`, \`decamelize\`), where
  the file imports its neighbours, gives its exports by one assignment beside imports, or may use the shorthands of an earlier migration, it is
  not carried over, and the report says why.
- Source and graph run with the same builder in the proof: it shows that the file was carried over, not what the tool itself makes of it. For
  that, \`--record\` runs the tool.

Whatever else builds its SQL when it runs (a builder that is not installed), and code in another language, keeps its
number as a revision that fails with the name of its file until what it does is written into it.

## What a format's own tool does otherwise

* Repeatables, callbacks and baselines of Flyway have no place in a history: they are listed and left out.
* Drizzle's journal decides what runs. Files that it does not name are listed; times out of order are told, since Drizzle skips such
  migrations on databases that are past them.
* psql commands and COPY data are no SQL: such a revision keeps its number and fails with file and line; the others are converted.
`
}

/** Code that runs as it is. */
const runs = new Set(['typeorm', 'knex', 'sequelize', 'db-migrate', 'node-pg-migrate'])

function row(preset) {
  const { name, title, signs = {}, order, identity, marks, pattern, code, bookkeeping } = preset
  const table = [bookkeeping.schema, bookkeeping.table].filter(Boolean).join('.')
  const back = marks ? 'section' : pattern.source.includes('(?<direction>') ? 'file' : code ? 'in the code' : 'none'
  const sign =
    signs.files?.[0] ?? (signs.text ? 'text' : signs.names ? 'names' : signs.likelyNames ? 'names, when no other fits' : 'none: name it')
  const shown = signs.files ? `\`${sign}\`` : sign === 'text' ? 'marks or words in the files' : sign
  const words = { integer: 'value', components: 'components', text: 'text', digits: 'digits', journal: 'journal' }
  const kept = bookkeeping.kind === 'none' ? '–' : `\`${table}\``
  return `| \`${name}\` | ${title} | ${shown} | ${words[order]} | its ${identity === 'number' ? 'number' : 'whole name'} | ${back} | ${code === undefined ? '–' : runs.has(code) ? 'read, or run' : 'read'} | ${kept} |`
}
