// Prints what the summary would hold for hostile and generated answers, a JSON line each: [answer, Markdown].
import {
  generatedMarkdown,
  HOSTILE_MARKDOWN,
} from '../../.cache/markdown/__tests__/fixtures/hostile-markdown.js'
import { HOSTILE_TEXTS } from '../../.cache/markdown/__tests__/fixtures/hostile-texts.js'
import { framed } from '../../.cache/markdown/src/report/markdown-text.js'
import { safeMarkdown } from '../../.cache/markdown/src/report/safe-markdown.js'

const [count = '6000', seed = '1'] = process.argv.slice(2)
const hostile = [...HOSTILE_TEXTS, ...HOSTILE_MARKDOWN].flatMap(([, text]) => [
  text,
  `> - ${text}`,
  `a\n${text}\n\n${text}`,
])
for (const answer of [...hostile, ...generatedMarkdown(Number(count), Number(seed))]) {
  const markdown = `### Answer\n\n${framed(safeMarkdown(answer))}\n\n### What follows\n`
  process.stdout.write(`${JSON.stringify([answer.toWellFormed?.() ?? answer, markdown])}\n`)
}
