import { spawn } from 'node:child_process'
import { performance } from 'node:perf_hooks'

/** Wall time in milliseconds of one whole process; throws with its output when it fails. */
export function timeProcess(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    // NODE_EXTRA_CA_CERTS makes every Node start some 45 ms slower and would flatter the ratios.
    const env = { ...process.env, ...options.env, NODE_EXTRA_CA_CERTS: undefined }
    const child = spawn(program, args, { cwd: options.cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (data) => (output += data))
    child.stderr.on('data', (data) => (output += data))
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve(performance.now() - started) : reject(new Error(`${program} ${args.join(' ')} exited with ${code}\n${output}`)),
    )
  })
}

/** Runs the subjects in turn, A B C A B C …, after one warm-up round, and returns each one's times. */
export async function interleave(subjects, rounds) {
  const times = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]))
  for (let round = 0; round <= rounds; round++) {
    for (const [name, subject] of Object.entries(subjects)) {
      const elapsed = await subject()
      if (round > 0) times[name].push(elapsed)
    }
  }
  return times
}

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]

/** The median of the ratios of each round: what drifts between rounds falls out. */
export const pairedRatio = (values, base) => median(values.map((value, index) => value / base[index]))

export function printRow(name, figures) {
  console.log(`  ${name.padEnd(46)} ${figures}`)
}

export const ms = (value) => `${value.toFixed(value < 10 ? 2 : 1)} ms`.padStart(11)
export const times = (value) => `${value.toFixed(2)} ×`.padStart(9)
