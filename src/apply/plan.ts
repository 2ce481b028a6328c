import type { RuleName } from './rules.js'

/** One comment of a review, as GitHub takes it. */
export interface ReviewComment {
  readonly path: string
  readonly line: number
  readonly side: 'LEFT' | 'RIGHT'
  readonly start?: { readonly line: number; readonly side: 'LEFT' | 'RIGHT' }
  readonly body: string
}

/** One write, whole: nothing is decided after the first. */
export type Write =
  | {
      readonly rule: 'labels'
      readonly action: 'add'
      readonly target: number
      readonly names: readonly string[]
    }
  | { readonly rule: 'labels'; readonly action: 'remove'; readonly target: number; readonly name: string }
  | {
      readonly rule: 'issue'
      readonly action: 'create'
      readonly title: string
      readonly body: string
      readonly labels: readonly string[]
    }
  | {
      readonly rule: 'issue'
      readonly action: 'edit'
      readonly number: number
      readonly title: string
      readonly body: string
    }
  | {
      readonly rule: 'review'
      readonly action: 'create'
      readonly target: number
      readonly commit: string
      readonly event: 'COMMENT' | 'REQUEST_CHANGES'
      readonly body: string
      readonly comments: readonly ReviewComment[]
    }
  | { readonly rule: 'comment'; readonly action: 'create'; readonly target: number; readonly body: string }
  | {
      readonly rule: 'comment'
      readonly action: 'edit'
      readonly target: number
      readonly id: number
      readonly body: string
    }

/** Why a rule writes nothing, as the end of a sentence about it. */
export interface Skip {
  readonly rule: RuleName
  readonly reason: string
}

/** All that is to be done, and why the rest is not. */
export interface Plan {
  readonly writes: readonly Write[]
  readonly skips: readonly Skip[]
}

/** The issue or pull request that the rules write to, as GitHub has it. */
export interface Target {
  readonly number: number
  readonly isPullRequest: boolean
  /** Names as the repository writes them. */
  readonly labels: readonly string[]
}
