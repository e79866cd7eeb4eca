import { runFolder, runProcess } from './run-folder.js'
import { stopSharedServers } from './shared-server.js'

/** Marks this process as the test run; servers start when a test first needs them and are stopped here. */
export default function setup(): () => void {
  runFolder()
  runProcess()
  return stopSharedServers
}
