import type { MigrationInterface, QueryRunner } from 'typeorm'

export class Copy1700000000002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const rows: { id: number }[] = await queryRunner.query('SELECT id FROM customer')
    for (const { id } of rows) await queryRunner.query(`INSERT INTO orders (id, customer_id) VALUES (${id * 10}, ${id})`)
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DELETE FROM orders')
  }
}
