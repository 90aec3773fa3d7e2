declare const brand: unique symbol

/** An interface, so that the declarations of other packages can name it where they cannot name the symbol. */
export interface Branded<Name extends string> {
  readonly [brand]: Name
}

/**
 * A `Base` that only the maker of `Name` hands out: the compiler refuses a plain `Base` in its place.
 * At run time it is the plain value. Each brand is cast in exactly one maker, beside its declaration.
 */
export type Brand<Base, Name extends string> = Base & Branded<Name>
