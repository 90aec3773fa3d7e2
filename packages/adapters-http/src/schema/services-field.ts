import { parseServices, type ServiceCatalog, type Services } from '@keybox/domain'
import * as v from 'valibot'
import { describedAs, type Field } from './field.ts'

/** The services of a licence, each of them one that this installation sells. */
export function servicesField(catalog: ServiceCatalog): Field<string[], Services> {
  return v.pipe(
    v.array(v.string('must be a string'), 'must be an array'),
    describedAs({
      minItems: 1,
      uniqueItems: true,
      items: { type: 'string', enum: [...catalog.services] },
      example: [catalog.default],
    }),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const names = dataset.value
      const services = parseServices(catalog, names)
      if (services.ok) return services.value
      const { index, reason } = services.error
      addIssue(index === undefined ? { message: reason } : { message: reason, path: [entryPath(names, index)] })
      return NEVER
    }),
  )
}

function entryPath(input: string[], key: number): v.ArrayPathItem {
  return { type: 'array', origin: 'value', input, key, value: input[key] }
}
