const say = (...words: readonly unknown[]): void => console.error(...words)
const nothing = (): void => undefined

/** Where the builders' warnings go: standard output is for what was asked of mig. */
export const quietLog = { warn: say, error: say, deprecate: say, info: nothing, debug: nothing }
