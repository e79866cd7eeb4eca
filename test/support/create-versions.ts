import { LinearRepository } from '@mig/linear'

/** Writes versions into a numbered repository as fast as it can: `create-versions.ts FOLDER NAME COUNT`. */
const [folder, name, count] = process.argv.slice(2)
const repository = await LinearRepository.open(folder!)
console.log('ready')
for (let index = 0; index < Number(count); index++) {
  await repository.create({ description: `${name} ${index}`, language: index % 2 === 0 ? 'sql' : 'js' })
}
console.log('done')
