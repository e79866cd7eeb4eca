exports.shorthands = { id: 'integer' }
// the way of the tool before it knew promises
exports.up = (pgm, run) => {
  setTimeout(() => {
    pgm.addColumns('orders', { note: { type: 'text', check: "note <> ''" } })
    run()
  }, 1)
}
