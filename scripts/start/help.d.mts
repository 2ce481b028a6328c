/** The examples of `npm start -- --help`. */
export const EXAMPLES: readonly string[]
