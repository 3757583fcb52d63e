declare const brand: unique symbol;

/** A value of type `Base` that only the named type's own constructor makes. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };
