export declare const brand: unique symbol

/**
 * A `Base` that only the maker of `Name` hands out: the compiler refuses a plain `Base` in its place.
 * At run time it is the plain value. Each brand is cast in exactly one maker, beside its declaration.
 */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name }
