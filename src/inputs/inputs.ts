import type { Question } from '../ask/question.js'
import type { Target } from '../ask/target.js'
import type { LeftOut } from '../fit/left-out.js'
import type { Environment } from '../environment.js'
import type { Problems } from '../problems/problems.js'
import type { Template } from '../template/template.js'
import type { AttachedFile } from './attachments.js'
import type { PromptFile } from './prompt-file.js'

/** Everything the author asked for, checked, and the messages filled. Where a value came from is derived where it is shown. */
export interface Inputs {
  readonly target: Target
  readonly question: Question
  /** The messages before their values were put in; with other values they can be filled again. */
  readonly template: Template
  /** Of the values, to stay within `max-prompt-tokens`. */
  readonly leftOut: readonly LeftOut[]
  /** Those of `files`, and of parts of messages. */
  readonly files: readonly AttachedFile[]
  /** The header that carries the token; undefined if none is sent. */
  readonly tokenHeader: string | undefined
  /** Names only; the values may be secrets. */
  readonly customHeaders: readonly string[]
  /** As it stands in the file, for showing what an input beats. */
  readonly promptFile: PromptFile | undefined
  /** Absolute path, or undefined. */
  readonly outputFile: string | undefined
}

/** What the value of an input depends on. */
export interface Reading {
  readonly environment: Environment
  /** `bad`: there is one, but it cannot be read, and that is reported; nobody knows what it holds. */
  readonly promptFile: PromptFile | 'bad' | undefined
  /** Whether the rules of GitHub Models hold; not where the endpoint is bad. */
  readonly isGitHub: boolean
  readonly problems: Problems
}
