import { foldKeyword, type Keywords, pairsOf } from '../fold-keyword.js'
import type { PreviousToken } from '../grammar.js'

/** Takes the case out of a keyword; names of tables are case sensitive on most servers. */
export function foldWord(word: string, previous: PreviousToken | undefined): string {
  return foldKeyword(word, previous, keywords)
}

/** Reserved by both MySQL and MariaDB; what only one of them reserves may be a name in the other. */
const keywords: Keywords = {
  reserved: new Set(
    (
      'accessible add all alter analyze and as asc asensitive before between bigint binary blob both by call cascade case cast change char ' +
      'character check collate column condition constraint continue convert create cross current_date current_time current_timestamp ' +
      'current_user cursor database databases dec decimal declare default delayed delete desc describe deterministic distinct distinctrow div ' +
      'double drop dual each else elseif enclosed escaped except exists exit explain false fetch float float4 float8 for force foreign from ' +
      'fulltext grant group having high_priority if ignore in index infile inner inout insensitive insert int int1 int2 int3 int4 int8 ' +
      'integer intersect interval into is iterate join key keys kill leading leave left like limit linear lines load localtime localtimestamp ' +
      'lock long longblob longtext loop low_priority match maxvalue mediumblob mediumint mediumtext middleint mod modifies natural not ' +
      'no_write_to_binlog null numeric on optimize option optionally or order out outer outfile over partition precision primary procedure ' +
      'purge range read reads read_write real references regexp release rename repeat replace require resignal restrict return revoke right ' +
      'rlike row_number schema schemas select sensitive separator set show signal smallint spatial specific sql sqlexception sqlstate ' +
      'sqlwarning sql_big_result sql_calc_found_rows sql_small_result ssl starting straight_join table terminated then tinyblob tinyint ' +
      'tinytext to trailing trigger true undo union unique unlock unsigned update usage use using utc_date utc_time utc_timestamp values ' +
      'varbinary varchar varcharacter varying when where while with write xor year_month zerofill'
    ).split(' '),
  ),
  unreserved: new Set(
    (
      'action after aggregate algorithm always any auto_increment avg_row_length begin bit bool boolean btree cascaded charset ' +
      'checksum column_format columns comment committed compact compressed copy data date datetime deallocate definer delay_key_write do ' +
      'duplicate dynamic enable disable end engine enum event every execute fields first fixed follows found function full generated geometry ' +
      'global handler hash initial inplace instant instead invisible invoker isolation json key_block_size language level local max_rows ' +
      'merge min_rows mode modify national nchar no none nvarchar of offset only open partitions pack_keys persistent point precedes prepare ' +
      'preserve quick redundant returns rollback row row_format rows savepoint schedule security serializable session signed snapshot ' +
      'soname start stats_persistent storage stored subpartition tablespace temporary temptable text time timestamp transaction truncate type ' +
      'undefined until value variables view virtual visible work year date_add modify recursive day hour minute month second week quarter ' +
      'microsecond encryption system versioning isolation cache cycle increment minvalue nocache nocycle'
    ).split(' '),
  ),
  beforeName: new Set(
    (
      'add all as call change column constraint database declare delayed describe distinct event exists explain from function high_priority ignore ' +
      'index insert into join key low_priority modify on only partition procedure references replace schema select sequence straight_join table ' +
      'tables to trigger truncate unique update use view with'
    ).split(' '),
  ),
  pairs: pairsOf(
    ['replace', 'aggregate algorithm definer event function temporary view'],
    ['with', 'cascaded local recursive'],
    ['on update', 'no'],
    [',', 'algorithm modify'],
  ),
  infix: new Set(['end']),
}
