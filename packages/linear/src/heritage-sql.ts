import { MigError, type Body, type Dialect, type ScriptStatement } from '@mig/core'

type SqlBody = Extract<Body, { kind: 'sql' }>

/**
 * A SQL script of SQLAlchemy Migrate, read as that tool reads it: statements that begin with BEGIN, END or COMMIT are left out,
 * for mig begins and ends transactions itself. What it says with doubled per cent signs is told: its drivers made one of two, and
 * only on the servers.
 *
 * @throws {MigError} `MIG_SQL_UNSUPPORTED` for a ROLLBACK: it would end the transaction of the step
 */
export function asHeritageReads(body: SqlBody, dialect: Dialect): SqlBody {
  const isLeftOut = ({ text, controlsTransaction }: ScriptStatement): boolean =>
    controlsTransaction && /^(?:begin|end|commit)\b/i.test(text)
  const rollback = body.statements.find(({ text, controlsTransaction }) => controlsTransaction && /^rollback\b/i.test(text))
  if (rollback) {
    throw new MigError('MIG_SQL_UNSUPPORTED', `${placeOf(rollback)}: ROLLBACK would end the transaction of the step`, {
      details: { file: rollback.file, line: rollback.line },
      hint: 'Take it out. Nothing was changed.',
    })
  }
  const leftOut = body.statements.filter(isLeftOut)
  const doubled = dialect === 'sqlite' ? [] : body.statements.filter(({ text }) => text.includes('%%'))
  if (leftOut.length + doubled.length === 0) return body
  const notices = [
    ...leftOut.map((one) => `${placeOf(one)}: '${one.text.replaceAll(/\s+/g, ' ')}' is left out: mig begins and ends transactions itself`),
    ...doubled.map((one) => `${placeOf(one)}: '%%' is sent as it stands, where the drivers of SQLAlchemy Migrate made one '%' of it`),
  ]
  return { ...body, statements: body.statements.filter((one) => !isLeftOut(one)), notices }
}

const placeOf = ({ file, line }: ScriptStatement): string => `${file}:${line}`
