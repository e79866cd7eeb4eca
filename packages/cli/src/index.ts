export { main } from './main.js'
export type { Io } from './io.js'
export { defineConfig, type Settings } from './config/define.js'
