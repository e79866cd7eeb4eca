import type { SourceOptions } from '@mig/convert'
import { MigError, parseDialect, type Dialect } from '@mig/core'
import { listOf, textOf, type Arguments } from '../command.js'
import type { CommandContext } from '../context.js'

/** How the source is to be read, as the options and the configuration say. */
export async function sourceOptions(args: Arguments, context: CommandContext): Promise<SourceOptions> {
  const [from, pattern, order] = [textOf(args, 'from'), textOf(args, 'pattern'), textOf(args, 'order')]
  const { sourceFormats } = await context.settings()
  return {
    ...(from === undefined ? {} : { from }),
    ...(pattern === undefined ? {} : { pattern }),
    ...(order === undefined ? {} : { order: order as SourceOptions['order'] & string }), // one of the choices
    ...(sourceFormats === undefined ? {} : { formats: sourceFormats }),
    dialects: listOf(args, 'dialect').map(readDialect),
    define: Object.fromEntries(listOf(args, 'define').map(readDefinition)),
  }
}

function readDialect(word: string): Dialect {
  const dialect = parseDialect(word)
  if (dialect) return dialect
  throw new MigError('MIG_OPTION_INVALID', `'${word}' is no dialect`, {
    details: { dialect: word },
    hint: 'Dialects are postgres, mysql, sqlite.',
  })
}

function readDefinition(text: string): readonly [name: string, value: string] {
  const at = text.indexOf('=')
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)]
  throw new MigError('MIG_OPTION_INVALID', `'${text}' gives no value to a placeholder`, {
    details: { define: text },
    hint: 'Write --define NAME=VALUE.',
  })
}
