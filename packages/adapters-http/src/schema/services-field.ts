import { parseServices, type ServiceCatalog, type Services } from '@keybox/domain'
import * as v from 'valibot'
import { describedAs, type Field } from './field.ts'

/**
 * The services of a licence, each of them one that this installation sells. No more entries are looked at than one more
 * than there are services: one of these is wrong then, and a body has room for 32,000.
 */
export function servicesField(catalog: ServiceCatalog): Field<unknown, Services> {
  const enough = catalog.services.length + 1
  return v.pipe(
    v.unknown(),
    describedAs({
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: { type: 'string', enum: [...catalog.services] },
      example: [catalog.default],
    }),
    v.transform((names): unknown => (Array.isArray(names) ? names.slice(0, enough) : names)),
    v.array(v.string('must be a string'), 'must be an array'),
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
