/** Marks the start and everything that can be reached along the edges. `undefined` in the start is passed over. */
export function closure(size: number, start: Iterable<number | undefined>, next: (number: number) => readonly number[]): Uint8Array {
  const reached = new Uint8Array(size)
  const open: number[] = []
  const reach = (number: number | undefined) => {
    if (number === undefined || reached[number] === 1) return
    reached[number] = 1
    open.push(number)
  }
  for (const number of start) reach(number)
  for (let number = open.pop(); number !== undefined; number = open.pop()) for (const other of next(number)) reach(other)
  return reached
}
