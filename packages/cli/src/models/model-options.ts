/** Options of the commands that compare with models. */
export const modelOptions = {
  models: { type: 'string', describe: 'module with the TypeORM DataSource or entities (default: "models" of the configuration)' },
  rename: {
    type: 'string',
    array: true,
    describe: 'table.old=new, or old=new for a table: what has another name now; may be given several times',
  },
} as const
