import type { InvalidValue, Result } from '@keybox/domain'
import * as v from 'valibot'
import type { JsonSchema } from './json-schema.ts'

/** A field of a request: JSON of type `In`, which a maker of the domain turns into an `Out`. */
export type Field<In, Out> = v.GenericSchema<In, Out>

/**
 * A text field whose limits are those of `parse`: what the domain refuses is refused here, in its words. `description`
 * is how the API description shows it.
 */
export function textField<Out>(
  parse: (text: string) => Result<Out, InvalidValue>,
  description: JsonSchema,
): Field<string, Out> {
  return v.pipe(v.string('must be a string'), describedAs(description), made(parse))
}

/** Any JSON value that `parse` accepts. */
export function valueField<Out>(
  parse: (value: unknown) => Result<Out, InvalidValue>,
  description: JsonSchema,
): Field<unknown, Out> {
  return v.pipe(v.unknown(), describedAs(description), made(parse))
}

/** Gives the API description what a schema cannot say of itself. */
export function describedAs<In>(jsonSchema: JsonSchema): v.MetadataAction<In, { readonly jsonSchema: JsonSchema }> {
  return v.metadata({ jsonSchema })
}

function made<In, Out>(parse: (value: In) => Result<Out, InvalidValue>): v.RawTransformAction<In, Out> {
  return v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const result = parse(dataset.value)
    if (result.ok) return result.value
    addIssue({ message: result.error.reason })
    return NEVER
  })
}
