export { convertRepository, type ConvertOptions } from './convert-repository.js'
export { decideAdoption } from './adopt/decide-adoption.js'
export type { ConversionReport, ConvertEvent } from './report.js'
export type { Certificate, LegacyRecord, LegacyVersion } from './write/legacy-record.js'
