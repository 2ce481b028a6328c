/** The messages of each file of src/, in the order of the source. */
export function messages(): (readonly [path: string, texts: readonly string[]])[]
/** The list as a page. */
export function page(list?: ReturnType<typeof messages>): string
