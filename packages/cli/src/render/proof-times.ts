import type { ConvertEvent } from '@mig/convert'
import { duration } from './duration.js'

/** What a proof took, number by number. */
export class ProofTimes {
  readonly #times = { upgrade: [] as string[], downgrade: [] as string[] }

  add(event: ConvertEvent): void {
    if (event.type === 'proved-version') this.#times[event.direction].push(`${event.version}: ${duration(event.elapsedMs)}`)
  }

  /** The result on a server and the times of its numbers; the next server begins anew. */
  lines({ dialect, versions, of, downgrades, elapsedMs }: Extract<ConvertEvent, { type: 'proved' }>): readonly string[] {
    const { upgrade, downgrade } = this.#times
    const up = versions === of ? `all ${of}` : `the first ${versions} of ${of}`
    const down = downgrades > 0 ? `, and at ${downgrades} on the way back` : ''
    const lines = [
      `proved on ${dialect}: equal at ${up} versions${down}  ${duration(elapsedMs)}`,
      `  up    ${upgrade.splice(0).join(', ')}`,
      ...(downgrade.length > 0 ? [`  back  ${downgrade.splice(0).join(', ')}`] : []),
    ]
    return lines
  }
}
