export const config = { transaction: false }
export const up = async (knex) => {
  await knex.raw('VACUUM')
}
export const down = async () => {}
