export { addFiller } from './filler-rows.ts'
export { MACHINE } from './records.ts'
export { seedDatabase, type Owner, type Shape } from './scale-database.ts'
