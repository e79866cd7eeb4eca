import { isAbsolute, relative } from 'node:path'
import type { CheckPart, CheckReport, Finding } from '@mig/core'
import type { styler } from './style.js'

type Style = ReturnType<typeof styler>

/** A check as a list: each part, what was looked at in it, and what was found with its files and the next step. */
export function checkLines(report: CheckReport, places: Readonly<Record<CheckPart, string>>, cwd: string, style: Style): readonly string[] {
  const lines: string[] = []
  for (const part of ['repository', 'database', 'models'] as const) {
    const items = report.items.filter((item) => item.part === part)
    if (items.length === 0) continue
    lines.push(`${style('strong', part)} ${places[part]}`)
    for (const { name, findings, skipped } of items) {
      const label = `  ${name.padEnd(10)} `
      if (findings.length > 0)
        lines.push(...findings.flatMap((finding, at) => findingLines(at === 0 ? label : ''.padEnd(label.length), finding, cwd, style)))
      else lines.push(label + (skipped === undefined ? style('good', 'ok') : style('dim', `not looked at: ${skipped}`)))
    }
  }
  const count = report.items.reduce((sum, { findings }) => sum + findings.length, 0)
  for (const file of report.fixed) lines.push(`rewrote ${shortPath(file, cwd)}`)
  lines.push(count === 0 ? 'nothing found' : `${count} ${count === 1 ? 'finding' : 'findings'}`)
  return lines
}

function findingLines(label: string, { code, message, hint, files }: Finding, cwd: string, style: Style): readonly string[] {
  const indent = ''.padEnd(label.length)
  return [
    `${label}${style('bad', message)} ${style('dim', `[${code}]`)}`,
    ...files.filter((file) => !message.includes(file)).map((file) => `${indent}${shortPath(file, cwd)}`),
    ...(hint === undefined ? [] : [`${indent}${style('mark', 'hint:')} ${hint}`]),
  ]
}

/** Relative to the working directory for what lies in it. */
function shortPath(file: string, cwd: string): string {
  const path = relative(cwd, file)
  return path.startsWith('..') || isAbsolute(path) ? file : path
}
