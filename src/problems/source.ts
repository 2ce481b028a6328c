/** Text that an author gave, inline or in a file. */
export interface Source {
  /** The input's name. */
  readonly input: string
  readonly text: string
  /** The path as the author wrote it; undefined for inline text. */
  readonly file: string | undefined
}

export type Path = readonly (string | number)[]

/** Why a text is not usable JSON or YAML. It quotes nothing: the text may hold a secret. */
export interface SyntaxProblem {
  /** In UTF-16 units. */
  readonly offset: number
  /** A noun: `two keys on one line`. */
  readonly detail: string
  /** The same as the end of a sentence about the text. */
  readonly rule: string
  readonly remedy: string
}

/**
 * `as written`: scalars of the outermost map are the text that stands there (`1.10` stays, null is empty). `all as
 * written`: those at any depth.
 */
export type Scalars = 'typed' | 'as written' | 'all as written'
