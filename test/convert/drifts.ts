import type { Dialect } from '@mig/core'

/** One object that is another one than the versions made it. */
export interface Drift {
  readonly what: string
  /** What a refusal has to name. */
  readonly names: readonly string[]
  readonly statements: readonly string[]
}

/**
 * Single drifts of the databases of nova-api-numbered at version 20, of every kind of object that a dialect has.
 *
 * SQLite cannot alter most of a table: there the text of its definition is edited, as a tool that writes to the schema table does.
 */
export const driftsOf = (dialect: Dialect): readonly Drift[] => [...common, ...own[dialect]]

const drift = (what: string, names: readonly string[], ...statements: readonly string[]): Drift => ({ what, names, statements })

const common: readonly Drift[] = [
  drift('a dropped column', ['cell_mappings', 'transport_url'], 'ALTER TABLE cell_mappings DROP COLUMN transport_url'),
  drift('a dropped column of a number', ['flavors', 'rxtx_factor'], 'ALTER TABLE flavors DROP COLUMN rxtx_factor'),
  drift('a dropped column between others', ['instance_groups', 'user_id'], 'ALTER TABLE instance_groups DROP COLUMN user_id'),
  drift('an extra column', ['aggregates', 'extra'], 'ALTER TABLE aggregates ADD COLUMN extra INTEGER'),
  drift(
    'an extra column with a default',
    ['host_mappings', 'extra'],
    'ALTER TABLE host_mappings ADD COLUMN extra INTEGER DEFAULT 7 NOT NULL',
  ),
  drift('a renamed column', ['cell_mappings', 'label'], 'ALTER TABLE cell_mappings RENAME COLUMN name TO label'),
  drift('a dropped table', ['flavor_projects'], 'DROP TABLE flavor_projects'),
  drift('another dropped table', ['instance_group_member'], 'DROP TABLE instance_group_member'),
  drift('an extra table', ['stray'], 'CREATE TABLE stray (id INTEGER)'),
  drift('a renamed table', ['inventories', 'stock'], 'ALTER TABLE inventories RENAME TO stock'),
  drift('an extra index', ['flavors', 'extra_idx'], 'CREATE INDEX extra_idx ON flavors (vcpus)'),
  drift('an extra unique index', ['cell_mappings', 'extra_idx'], 'CREATE UNIQUE INDEX extra_idx ON cell_mappings (name)'),
  drift('an extra index over two columns', ['allocations', 'extra_idx'], 'CREATE INDEX extra_idx ON allocations (used, consumer_id)'),
  drift('an extra view', ['stray_view'], 'CREATE VIEW stray_view AS SELECT id FROM flavors'),
]

const dropIndex = (table: string, name: string, dialect: Dialect) =>
  dialect === 'mysql' ? `DROP INDEX ${name} ON ${table}` : `DROP INDEX ${name}`
const indexes = (dialect: Dialect): readonly Drift[] => {
  const again = (table: string, name: string, sql: string) => [dropIndex(table, name, dialect), sql]
  return [
    drift('a dropped index', ['cell_mappings', 'uuid_idx'], dropIndex('cell_mappings', 'uuid_idx', dialect)),
    drift(
      'a dropped index of a name',
      ['resource_providers', 'resource_providers_name_idx'],
      dropIndex('resource_providers', 'resource_providers_name_idx', dialect),
    ),
    drift(
      'a dropped index of a text',
      ['allocations', 'allocations_consumer_id_idx'],
      dropIndex('allocations', 'allocations_consumer_id_idx', dialect),
    ),
    drift(
      'an index in another order',
      ['allocations', 'allocations_resource_provider_class_used_idx'],
      ...again(
        'allocations',
        'allocations_resource_provider_class_used_idx',
        'CREATE INDEX allocations_resource_provider_class_used_idx ON allocations (used, resource_class_id, resource_provider_id)',
      ),
    ),
    drift(
      'an index that became unique',
      ['allocations', 'allocations_consumer_id_idx'],
      ...again(
        'allocations',
        'allocations_consumer_id_idx',
        'CREATE UNIQUE INDEX allocations_consumer_id_idx ON allocations (consumer_id)',
      ),
    ),
    drift(
      'an index without one of its columns',
      ['inventories', 'inventories_resource_provider_resource_class_idx'],
      ...again(
        'inventories',
        'inventories_resource_provider_resource_class_idx',
        'CREATE INDEX inventories_resource_provider_resource_class_idx ON inventories (resource_provider_id)',
      ),
    ),
  ]
}

const postgres: readonly Drift[] = [
  ...indexes('postgres'),
  drift('a shorter text', ['cell_mappings', 'name', '100'], 'ALTER TABLE cell_mappings ALTER COLUMN name TYPE VARCHAR(100)'),
  drift('a wider number', ['flavors', 'vcpus', 'bigint'], 'ALTER TABLE flavors ALTER COLUMN vcpus TYPE BIGINT'),
  drift('a time with a zone', ['aggregates', 'created_at'], 'ALTER TABLE aggregates ALTER COLUMN created_at TYPE TIMESTAMPTZ'),
  drift('a column that may be null', ['flavors', 'memory_mb'], 'ALTER TABLE flavors ALTER COLUMN memory_mb DROP NOT NULL'),
  drift('a column that may not', ['cell_mappings', 'transport_url'], 'ALTER TABLE cell_mappings ALTER COLUMN transport_url SET NOT NULL'),
  drift('a default', ['flavors', 'swap'], 'ALTER TABLE flavors ALTER COLUMN swap SET DEFAULT 0'),
  drift('a lost default', ['instance_groups', 'id'], 'ALTER TABLE instance_groups ALTER COLUMN id DROP DEFAULT'),
  drift(
    'a lost foreign key',
    ['instance_group_policy'],
    'ALTER TABLE instance_group_policy DROP CONSTRAINT instance_group_policy_group_id_fkey',
  ),
  drift(
    'another action of a foreign key',
    ['instance_group_member', 'CASCADE'],
    'ALTER TABLE instance_group_member DROP CONSTRAINT instance_group_member_group_id_fkey, ADD CONSTRAINT instance_group_member_group_id_fkey FOREIGN KEY (group_id) REFERENCES instance_groups (id) ON DELETE CASCADE',
  ),
  drift(
    'an extra foreign key',
    ['allocations'],
    'ALTER TABLE allocations ADD FOREIGN KEY (resource_provider_id) REFERENCES resource_providers (id)',
  ),
  drift(
    'a lost unique key',
    ['cell_mappings', 'uniq_cell_mappings0uuid'],
    'ALTER TABLE cell_mappings DROP CONSTRAINT uniq_cell_mappings0uuid',
  ),
  drift(
    'a wider unique key',
    ['resource_providers', 'uniq_resource_providers0name'],
    'ALTER TABLE resource_providers DROP CONSTRAINT uniq_resource_providers0name, ADD CONSTRAINT uniq_resource_providers0name UNIQUE (name, can_host)',
  ),
  drift('a check', ['inventories', 'total_check'], 'ALTER TABLE inventories ADD CONSTRAINT total_check CHECK (total >= 0)'),
  drift(
    'a lost primary key',
    ['resource_provider_aggregates'],
    'ALTER TABLE resource_provider_aggregates DROP CONSTRAINT resource_provider_aggregates_pkey',
  ),
  drift('a generated column', ['flavors', 'twice'], 'ALTER TABLE flavors ADD COLUMN twice INTEGER GENERATED ALWAYS AS (vcpus * 2) STORED'),
  drift('another collation', ['cell_mappings', 'name'], 'ALTER TABLE cell_mappings ALTER COLUMN name TYPE VARCHAR(255) COLLATE "C"'),
  drift('a comment on a column', ['flavors', 'vcpus'], "COMMENT ON COLUMN flavors.vcpus IS 'cores'"),
  drift('a comment on a table', ['flavors'], "COMMENT ON TABLE flavors IS 'sizes'"),
  drift('a partial index', ['aggregates', 'extra_idx'], 'CREATE INDEX extra_idx ON aggregates (name) WHERE name IS NOT NULL'),
  drift(
    'a trigger',
    ['stray_trigger'],
    'CREATE TRIGGER stray_trigger BEFORE UPDATE ON flavors FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()',
  ),
  drift('a function', ['stray_function'], "CREATE FUNCTION stray_function() RETURNS integer LANGUAGE sql AS 'SELECT 1'"),
  drift('a sequence', ['stray_sequence'], 'CREATE SEQUENCE stray_sequence'),
  drift('an enum', ['stray_enum'], "CREATE TYPE stray_enum AS ENUM ('one')"),
  drift(
    'another place of a column',
    ['aggregates'],
    'ALTER TABLE aggregates DROP COLUMN updated_at',
    'ALTER TABLE aggregates ADD COLUMN updated_at TIMESTAMP',
  ),
]

const mysql: readonly Drift[] = [
  ...indexes('mysql'),
  drift('a shorter text', ['cell_mappings', 'name', '100'], 'ALTER TABLE cell_mappings MODIFY name VARCHAR(100)'),
  drift('a wider number', ['flavors', 'vcpus', 'bigint'], 'ALTER TABLE flavors MODIFY vcpus BIGINT NOT NULL'),
  drift('a number without a sign', ['flavors', 'swap', 'unsigned'], 'ALTER TABLE flavors MODIFY swap INTEGER UNSIGNED NOT NULL'),
  drift('a column that may be null', ['flavors', 'memory_mb'], 'ALTER TABLE flavors MODIFY memory_mb INTEGER NULL'),
  drift('a column that may not', ['cell_mappings', 'transport_url'], 'ALTER TABLE cell_mappings MODIFY transport_url TEXT NOT NULL'),
  drift('a default', ['flavors', 'swap'], 'ALTER TABLE flavors ALTER COLUMN swap SET DEFAULT 0'),
  drift('a default of a text', ['instance_groups', 'project_id'], "ALTER TABLE instance_groups ALTER COLUMN project_id SET DEFAULT 'x'"),
  drift('a lost foreign key', ['instance_group_policy'], 'ALTER TABLE instance_group_policy DROP FOREIGN KEY instance_group_policy_ibfk_1'),
  drift(
    'another action of a foreign key',
    ['instance_group_member', 'CASCADE'],
    'ALTER TABLE instance_group_member DROP FOREIGN KEY instance_group_member_ibfk_1',
    'ALTER TABLE instance_group_member ADD CONSTRAINT instance_group_member_ibfk_1 FOREIGN KEY (group_id) REFERENCES instance_groups (id) ON DELETE CASCADE',
  ),
  drift(
    'an extra foreign key',
    ['allocations'],
    'ALTER TABLE allocations ADD FOREIGN KEY (resource_provider_id) REFERENCES resource_providers (id)',
  ),
  drift('a lost unique key', ['cell_mappings', 'uniq_cell_mappings0uuid'], 'ALTER TABLE cell_mappings DROP INDEX uniq_cell_mappings0uuid'),
  drift(
    'a wider unique key',
    ['resource_providers', 'uniq_resource_providers0name'],
    'ALTER TABLE resource_providers DROP INDEX uniq_resource_providers0name, ADD CONSTRAINT uniq_resource_providers0name UNIQUE (name, can_host)',
  ),
  drift('a check', ['inventories', 'total_check'], 'ALTER TABLE inventories ADD CONSTRAINT total_check CHECK (total >= 0)'),
  drift('a lost primary key', ['resource_provider_aggregates'], 'ALTER TABLE resource_provider_aggregates DROP PRIMARY KEY'),
  drift('a generated column', ['flavors', 'twice'], 'ALTER TABLE flavors ADD COLUMN twice INTEGER GENERATED ALWAYS AS (vcpus * 2) STORED'),
  drift(
    'another collation',
    ['cell_mappings', 'name'],
    'ALTER TABLE cell_mappings MODIFY name VARCHAR(255) CHARACTER SET utf8 COLLATE utf8_bin',
  ),
  drift('a comment on a column', ['flavors', 'vcpus'], "ALTER TABLE flavors MODIFY vcpus INTEGER NOT NULL COMMENT 'cores'"),
  drift('a comment on a table', ['flavors'], "ALTER TABLE flavors COMMENT 'sizes'"),
  drift('an index of beginnings', ['aggregates', 'extra_idx'], 'CREATE INDEX extra_idx ON aggregates (name(10))'),
  drift('a trigger', ['stray_trigger'], 'CREATE TRIGGER stray_trigger BEFORE UPDATE ON flavors FOR EACH ROW SET NEW.swap = 0'),
  drift('a function', ['stray_function'], 'CREATE FUNCTION stray_function() RETURNS INTEGER DETERMINISTIC RETURN 1'),
  drift('a number that is not counted up', ['host_mappings', 'id'], 'ALTER TABLE host_mappings MODIFY id INTEGER NOT NULL'),
  drift('another engine', ['request_specs'], 'ALTER TABLE request_specs ENGINE = Aria'),
  drift('another place of a column', ['aggregates'], 'ALTER TABLE aggregates MODIFY updated_at DATETIME AFTER uuid'),
]

const edit = (table: string, from: string, to: string): readonly string[] => [
  'PRAGMA writable_schema = ON',
  `UPDATE sqlite_master SET sql = replace(sql, '${from.replaceAll("'", "''")}', '${to.replaceAll("'", "''")}') WHERE type = 'table' AND name = '${table}' AND instr(sql, '${from.replaceAll("'", "''")}') > 0`,
  'PRAGMA writable_schema = OFF',
]

const sqlite: readonly Drift[] = [
  ...indexes('sqlite'),
  drift('a shorter text', ['cell_mappings', 'name', '100'], ...edit('cell_mappings', 'name VARCHAR(255)', 'name VARCHAR(100)')),
  drift('a wider number', ['flavors', 'vcpus', 'BIGINT'], ...edit('flavors', 'vcpus INTEGER', 'vcpus BIGINT')),
  drift('a column without a type', ['aggregates', 'created_at'], ...edit('aggregates', 'created_at DATETIME', 'created_at')),
  drift('a column that may be null', ['flavors', 'memory_mb'], ...edit('flavors', 'memory_mb INTEGER NOT NULL', 'memory_mb INTEGER')),
  drift(
    'a column that may not',
    ['cell_mappings', 'transport_url'],
    ...edit('cell_mappings', 'transport_url TEXT', 'transport_url TEXT NOT NULL'),
  ),
  drift('a default', ['flavors', 'swap'], ...edit('flavors', 'swap INTEGER NOT NULL', 'swap INTEGER DEFAULT 0 NOT NULL')),
  drift(
    'a default of a text',
    ['instance_groups', 'project_id'],
    ...edit('instance_groups', 'project_id VARCHAR(255)', "project_id VARCHAR(255) DEFAULT 'x'"),
  ),
  drift(
    'a lost foreign key',
    ['instance_group_policy'],
    ...edit('instance_group_policy', ',\n\tFOREIGN KEY(group_id) REFERENCES instance_groups (id)', ''),
  ),
  drift(
    'another action of a foreign key',
    ['instance_group_member', 'CASCADE'],
    ...edit('instance_group_member', 'REFERENCES instance_groups (id)', 'REFERENCES instance_groups (id) ON DELETE CASCADE'),
  ),
  drift(
    'an extra foreign key',
    ['allocations'],
    ...edit('allocations', 'PRIMARY KEY (id)', 'PRIMARY KEY (id), FOREIGN KEY (resource_provider_id) REFERENCES resource_providers (id)'),
  ),
  drift(
    'a foreign key that is looked at later',
    ['flavor_extra_specs'],
    ...edit('flavor_extra_specs', 'REFERENCES flavors (id)', 'REFERENCES flavors (id) DEFERRABLE INITIALLY DEFERRED'),
  ),
  drift(
    'a check',
    ['inventories', 'total_check'],
    ...edit('inventories', 'PRIMARY KEY (id)', 'PRIMARY KEY (id), CONSTRAINT total_check CHECK (total >= 0)'),
  ),
  drift(
    'a check without a name',
    ['inventories', 'total'],
    ...edit('inventories', 'PRIMARY KEY (id)', 'PRIMARY KEY (id), CHECK (total >= 0)'),
  ),
  drift('a generated column', ['flavors', 'twice'], 'ALTER TABLE flavors ADD COLUMN twice INTEGER GENERATED ALWAYS AS (vcpus * 2) VIRTUAL'),
  drift('another collation', ['cell_mappings', 'name'], ...edit('cell_mappings', 'name VARCHAR(255)', 'name VARCHAR(255) COLLATE NOCASE')),
  drift('a partial index', ['aggregates', 'extra_idx'], 'CREATE INDEX extra_idx ON aggregates (name) WHERE name IS NOT NULL'),
  drift('an index of an expression', ['aggregates', 'extra_idx'], 'CREATE INDEX extra_idx ON aggregates (lower(name))'),
  drift(
    'an index downwards',
    ['allocations', 'allocations_consumer_id_idx'],
    'DROP INDEX allocations_consumer_id_idx',
    'CREATE INDEX allocations_consumer_id_idx ON allocations (consumer_id DESC)',
  ),
  drift('a trigger', ['stray_trigger'], 'CREATE TRIGGER stray_trigger AFTER UPDATE ON flavors BEGIN SELECT 1; END'),
  drift(
    'a lost unique key',
    ['request_specs', 'instance_uuid'],
    'CREATE TABLE after_it (created_at DATETIME, updated_at DATETIME, id INTEGER NOT NULL, instance_uuid VARCHAR(36) NOT NULL, spec TEXT NOT NULL, PRIMARY KEY (id))',
    'DROP TABLE request_specs',
    'ALTER TABLE after_it RENAME TO request_specs',
    'CREATE INDEX request_spec_instance_uuid_idx ON request_specs (instance_uuid)',
  ),
  drift(
    'a lost primary key',
    ['resource_provider_aggregates'],
    'DROP INDEX resource_provider_aggregates_aggregate_id_idx',
    'ALTER TABLE resource_provider_aggregates RENAME TO before_it',
    'CREATE TABLE resource_provider_aggregates (created_at DATETIME, updated_at DATETIME, resource_provider_id INTEGER NOT NULL, aggregate_id INTEGER NOT NULL)',
    'CREATE INDEX resource_provider_aggregates_aggregate_id_idx ON resource_provider_aggregates (aggregate_id)',
    'DROP TABLE before_it',
  ),
  drift(
    'a table without row ids',
    ['resource_provider_aggregates'],
    'DROP INDEX resource_provider_aggregates_aggregate_id_idx',
    'ALTER TABLE resource_provider_aggregates RENAME TO before_it',
    'CREATE TABLE resource_provider_aggregates (created_at DATETIME, updated_at DATETIME, resource_provider_id INTEGER NOT NULL, aggregate_id INTEGER NOT NULL, PRIMARY KEY (resource_provider_id, aggregate_id)) WITHOUT ROWID',
    'CREATE INDEX resource_provider_aggregates_aggregate_id_idx ON resource_provider_aggregates (aggregate_id)',
    'DROP TABLE before_it',
  ),
  drift(
    'another place of a column',
    ['aggregates'],
    'ALTER TABLE aggregates DROP COLUMN updated_at',
    'ALTER TABLE aggregates ADD COLUMN updated_at DATETIME',
  ),
]

const own: Readonly<Record<Dialect, readonly Drift[]>> = { postgres, mysql, sqlite }
