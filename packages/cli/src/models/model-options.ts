/** Options of the commands that compare with models. */
export const modelOptions = {
  models: { type: 'string', describe: 'module with the TypeORM DataSource or entities (default: "models" of the configuration)' },
} as const
