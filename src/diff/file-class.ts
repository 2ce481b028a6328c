import { basename } from 'node:path/posix'

/** What a file is for, the more important first: the budget goes to one after the other. */
export const CLASSES = ['source', 'tests', 'documentation and configuration'] as const

export type FileClass = (typeof CLASSES)[number]

const TEST_FOLDER =
  /(?:^|\/)(?:tests?|__tests__|__mocks__|specs?|e2e|testdata|fixtures|__fixtures__|testing)\//i
/** `a.test.ts`, `a_spec.rb`, `test_a.py`, `ATest.java` */
const TEST_NAME = /^(?:test_.*|conftest\.py|.*(?:[._-](?:test|spec|e2e)s?|[a-z]Tests?|[a-z]Spec)(?:\..+)?)$/s

const TEXT_FOLDER = /^(?:docs?|documentation|\.github|\.vscode|\.idea|\.changeset|licenses)\//i
const TEXT_NAME =
  /\.(?:md|mdx|markdown|rst|adoc|txt|json|jsonc|json5|ya?ml|toml|ini|cfg|conf|config|properties|env|xml|csv|tsv|svg|plist|lock|po|pot|xlf)$|^(?:\..+|license|licence|copying|notice|authors|codeowners|changelog|changes|readme|dockerfile|makefile|procfile)(?:\..*)?$/is

export function classOf(path: string): FileClass {
  // By its name alone: a stranger's path can keep such an expression busy for seconds.
  const name = basename(path)
  if (TEST_FOLDER.test(path) || TEST_NAME.test(name)) return 'tests'
  return TEXT_FOLDER.test(path) || TEXT_NAME.test(name) ? 'documentation and configuration' : 'source'
}
