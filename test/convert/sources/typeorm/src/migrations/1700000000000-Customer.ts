import { MigrationInterface, QueryRunner } from 'typeorm'

export class Customer1700000000000 implements MigrationInterface {
  name = 'Customer1700000000000'

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE TABLE "customer" ("id" integer PRIMARY KEY NOT NULL, "name" varchar(100) NOT NULL)`)
    await queryRunner.query(`INSERT INTO "customer" ("id", "name") VALUES (1, 'it''s; \`Ada\`')`)
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "customer"`)
  }
}
