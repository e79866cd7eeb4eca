import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm'

export class Orders1700000000001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(
      new Table({
        name: 'orders',
        columns: [
          { name: 'id', type: 'integer', isPrimary: true },
          { name: 'customer_id', type: 'integer' },
          { name: 'state', type: 'varchar', length: '20', default: "'new'" },
        ],
      }),
    )
    await queryRunner.createIndex('orders', new TableIndex({ name: 'orders_state', columnNames: ['state'] }))
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable('orders')
  }
}
