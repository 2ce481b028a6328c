import { oneLine } from '../display-text.js'

/** Words by which the names of models tell their family, in lower case. */
const FAMILIES: Readonly<Record<string, RegExp>> = {
  GPT: /(?:^|[^a-z])(?:gpt|chatgpt|codex)(?![a-z])|(?:^|[/.:_-])o[1-9](?:[^a-z\d]|$)/,
  Claude: /claude/,
  Gemini: /gemini/,
  Gemma: /gemma/,
  Llama: /llama|maverick/,
  Mistral: /mistral|mixtral|ministral|codestral|magistral|devstral|pixtral/,
  DeepSeek: /deepseek/,
  Qwen: /qwen|qwq/,
  Phi: /(?:^|[^a-z])phi(?![a-z])/,
  Grok: /(?:^|[^a-z])grok(?![a-z])/,
  Command: /(?:^|[^a-z])command(?![a-z])/,
  Jamba: /jamba/,
  Nova: /(?:^|[^a-z])nova(?![a-z])/,
  Kimi: /kimi/,
  GLM: /(?:^|[^a-z])glm(?![a-z])/,
}

/**
 * A warning where a model of another family answered than was asked, as gateways with rules of their own do. A name
 * that tells no family, such as that of a deployment, is no reason for one; one may tell two (`deepseek-r1-llama`).
 */
export function familyWarning(asked: string, answered: string): string | undefined {
  const own = familiesOf(asked)
  const others = familiesOf(answered)
  if (own.length === 0 || others.length === 0 || own.some((family) => others.includes(family)))
    return undefined
  return `${oneLine(asked, 100)} was asked, and ${oneLine(answered, 100)} answered, a model of another family: look for a rule in the server or gateway that puts it in its place.`
}

function familiesOf(model: string): string[] {
  const name = model.slice(0, 200).toLowerCase()
  return Object.entries(FAMILIES).flatMap(([family, words]) => (words.test(name) ? [family] : []))
}
