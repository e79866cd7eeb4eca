export const shorthands = undefined
export const up = (pgm) => {
  pgm.noTransaction()
  pgm.createIndex('orders', 'customer', { name: 'orders_of_customer', concurrently: true })
  pgm.addTypeValue('state', 'gone', { ifNotExists: true })
}
export const down = false
