export interface DeclaredInput {
  readonly name: string
  readonly description?: string
  readonly required?: string
  readonly default?: string
  readonly deprecationMessage?: string
}

export interface ActionFile {
  readonly name: string
  readonly description: string
  readonly inputs: readonly DeclaredInput[]
  readonly outputs: readonly { readonly name: string; readonly description?: string }[]
  readonly runs: { readonly using: string; readonly main: string }
}

export interface WorkflowCommand {
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
  readonly data: string
}

export function readActionFile(text: string): ActionFile
export function inputEnvironment(
  declared: readonly DeclaredInput[],
  given: Readonly<Record<string, string>>,
  githubToken: string,
): Record<string, string>
export function readKeyValueFile(text: string, platform?: NodeJS.Platform): Map<string, string>
export function commandReader(): (line: string) => WorkflowCommand | undefined
export function logLines(text: string): string[]
export function withoutRunner(environment: NodeJS.ProcessEnv): Record<string, string>
