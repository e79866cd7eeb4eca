import type { JournalEntry } from '../ports/journal.js'
import { decodeRows, encodeRows } from './answer-text.js'

/** What a code script was told by one of its queries. */
export interface Answer {
  /** Of the query's text and values. */
  readonly checksum: string | undefined
  readonly rows: () => Record<string, unknown>[]
}

/** Where in a step a query was asked: behind how many statements, and as which query there, from 1. */
export const answerPlace = (statement: number, query: number): string => `${statement}.${query}`

/** Of a journal row's detail; the rest of it is for the place. */
const longestPiece = 7_900
/** A script that reads more than this between two statements reads it again when it is replayed. */
const longestAnswer = 1_000_000

/** The details of the journal rows that keep an answer: a long one is cut into pieces. Empty where it is too long or cannot be written. */
export function answerDetails(place: string, rows: readonly unknown[]): readonly string[] {
  const text = encodeRows(rows)
  if (text === undefined || text.length > longestAnswer) return []
  const count = Math.ceil(text.length / longestPiece)
  return Array.from(
    { length: count },
    (_, piece) => `${place} ${piece + 1}/${count} ${text.slice(piece * longestPiece, (piece + 1) * longestPiece)}`,
  )
}

/** Reads the answers of a half-done step, oldest row first; what a later run was told at the same place counts. */
export function readAnswers(entries: readonly JournalEntry[]): ReadonlyMap<string, Answer> {
  const answers = new Map<string, Answer>()
  let pieces: string[] = []
  for (const { detail = '', checksum } of entries) {
    const found = /^(\d+\.\d+) (\d+)\/(\d+) /.exec(detail)
    if (!found) continue
    const [head, place, piece, count] = found
    if (piece === '1') pieces = []
    pieces.push(detail.slice(head.length))
    const text = pieces.join('')
    if (piece === count && pieces.length === Number(count)) answers.set(place!, { checksum, rows: () => decodeRows(text) })
  }
  return answers
}
