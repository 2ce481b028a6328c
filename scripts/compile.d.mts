/** Compiles src/, unless that was done already, and gives the folder of the compiled files. */
export function compile(): string
