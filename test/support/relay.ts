import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A TCP relay in front of a server: what goes through it can be cut off. */
export interface Relay extends AsyncDisposable {
  readonly port: number
  /** Resets every connection; new ones are taken again. */
  cut(): void
}

/**
 * Starts a relay on a free port of 127.0.0.1.
 *
 * @example
 * await using relay = await startRelay(5432)
 * const url = throughRelay('postgres://postgres@127.0.0.1:5432/app', relay)
 */
export async function startRelay(targetPort: number): Promise<Relay> {
  const pairs = new Set<readonly [Socket, Socket]>()
  const server = createServer((near) => {
    const far = connect(targetPort, '127.0.0.1')
    const pair = [near, far] as const
    pairs.add(pair)
    for (const socket of pair) {
      socket.setNoDelay(true)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        near.destroy()
        far.destroy()
        pairs.delete(pair)
      })
    }
    near.pipe(far)
    far.pipe(near)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = (): void => {
    for (const [near, far] of pairs) {
      near.resetAndDestroy()
      far.destroy()
    }
  }
  return {
    port: (server.address() as AddressInfo).port, // a listening TCP server has one
    cut,
    [Symbol.asyncDispose]: async () => {
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The URL with the relay's port in place of its own. */
export function throughRelay(url: string, relay: Relay): string {
  const through = new URL(url)
  through.port = String(relay.port)
  return through.href
}
