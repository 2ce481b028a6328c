// Prints what `apply` would post of hostile and generated answers, a JSON line each: [answer, Markdown].
import { sanitised } from '../../.cache/markdown/src/apply/sanitised.js'
import { HOSTILE_COMMENTS } from '../../.cache/markdown/__tests__/fixtures/hostile-comments.js'
import {
  generatedMarkdown,
  HOSTILE_MARKDOWN,
} from '../../.cache/markdown/__tests__/fixtures/hostile-markdown.js'
import { HOSTILE_TEXTS } from '../../.cache/markdown/__tests__/fixtures/hostile-texts.js'

const [count = '1000', seed = '1'] = process.argv.slice(2)
const ALLOWED = { links: ['github.com', 'docs.github.com'], mentions: [] }

const hostile = [...HOSTILE_COMMENTS, ...HOSTILE_TEXTS, ...HOSTILE_MARKDOWN].map(([, text]) => text)
const comments = HOSTILE_COMMENTS.map(([, text]) => text).filter(({ length }) => length < 500)
const generated = generatedMarkdown(Number(count), Number(seed)).map(
  (text, i) => `${comments[i % comments.length]}\n${text}`,
)
for (const answer of [...hostile, ...comments.map((text) => `> - ${text}`), ...generated])
  process.stdout.write(
    `${JSON.stringify([answer.toWellFormed?.() ?? answer, sanitised(answer, ALLOWED, 10_000)])}\n`,
  )
