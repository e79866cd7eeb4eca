import { randomBytes } from 'node:crypto'

/** `mig_scratch_PID_RANDOM`: whoever finds one that a dead process left behind recognises it. */
export const scratchName = (): string => `mig_scratch_${process.pid}_${randomBytes(6).toString('hex')}`
