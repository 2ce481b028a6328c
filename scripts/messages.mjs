// All messages that the action can print, as one list to read: docs/messages.md. `npm run messages` writes it.
//
// A message is made of literals in src/, so the list is made of all literals there that hold words: those of one rule and
// its remedy, or of one reason and its remedy, together; what is put in is `…`. A literal that comes in several
// alternatives is listed with each of them.
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = fileURLToPath(new URL('..', import.meta.url))
const PAGE = join(root, 'docs', 'messages.md')

/** More alternatives of one message than anybody reads; its parts are listed alone then. */
const MAX_ALTERNATIVES = 16
const PUT_IN = '…'

/** What a message begins with, and what it goes on with. */
const BEGINNINGS = ['rule', 'reason', 'problem']
const REMEDY = 'remedy'

const isProse = (text) => /[A-Za-z…"')][,;:.]? [A-Za-z"'({…]/.test(text) && /[a-z]{2}/.test(text)

/** @returns the messages of each file of src/, in the order of the source: `[path, messages]` */
export function messages() {
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => readFileSync(path, 'utf8'))
  const { fileNames, options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root)
  const program = ts.createProgram(fileNames, { ...options, types: [] }, hostOfSources(options))
  const checker = program.getTypeChecker()
  const sources = program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(`${dirname(PAGE).replace(/docs$/, 'src')}`))
    // For a model to read.
    .filter(({ fileName }) => !fileName.endsWith('/built-in-prompts.ts'))
  const listed = new Set()
  const found = sources.map((source) => [source, wholeMessages(source, checker, listed)])
  return found
    .map(([source, whole]) => {
      const all = [...whole, ...otherLiterals(source, checker, listed)].sort((a, b) => a.at - b.at)
      const texts = new Set(all.map(({ text }) => text.replace(/\s+/g, ' ').trim()).filter(Boolean))
      return [relative(root, source.fileName).split(sep).join('/'), [...texts]]
    })
    .filter(([, texts]) => texts.length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
}

/** Finds src/ and JavaScript's own types alone: those of packages tell nothing here, and take ten seconds. */
function hostOfSources(options) {
  const resolve = (name, from) =>
    name.startsWith('.') ? ts.resolveModuleName(name, from, options, ts.sys).resolvedModule : undefined
  return {
    ...ts.createCompilerHost(options),
    resolveModuleNameLiterals: (names, from) =>
      names.map(({ text }) => ({ resolvedModule: resolve(text, from) })),
  }
}

/** Objects with a rule or a reason: what it says, then what to do. */
function wholeMessages(source, checker, listed) {
  const found = []
  visit(source, (node) => {
    if (!ts.isObjectLiteralExpression(node)) return
    const valueOf = (name) => {
      const property = node.properties.find((one) => one.name?.getText() === name)
      if (property === undefined) return undefined
      return ts.isPropertyAssignment(property) ? property.initializer : property
    }
    const beginning = BEGINNINGS.find((name) => valueOf(name) !== undefined)
    if (beginning === undefined) return
    const used = new Set()
    const starts = alternatives(valueOf(beginning), checker, used)
    const remedy = valueOf(REMEDY)
    const ends = remedy === undefined ? [''] : alternatives(remedy, checker, used)
    if (starts === undefined || ends === undefined || starts.length * ends.length > MAX_ALTERNATIVES) return
    const glue = beginning === 'reason' ? ' ' : '. '
    const texts = starts.flatMap((start) => ends.map((end) => `${start}${glue}${end}`)).filter(isProse)
    // What is passed on from elsewhere is listed there.
    if (!texts.some((text) => isProse(text.replaceAll(PUT_IN, '')))) return
    for (const literal of used) listed.add(literal)
    found.push(...texts.map((text) => ({ at: node.pos, text })))
  })
  return found
}

function otherLiterals(source, checker, listed) {
  const found = []
  visit(source, (node) => {
    const isLiteral = ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)
    if (!isLiteral || listed.has(node) || isForTheProgram(node, checker)) return
    const used = new Set()
    const texts = alternatives(node, checker, used) ?? [literalText(node)]
    // A word alone is a message only where it is a title.
    const isTitle = /^TITLES\b/.test(node.parent.parent?.parent?.getText() ?? '')
    const worded = texts.filter((text) => isProse(text) || isTitle)
    if (worded.length === 0) return
    for (const literal of used) listed.add(literal)
    found.push(...worded.map((text) => ({ at: node.pos, text })))
  })
  return found
}

/** What nobody reads: a module's name, one of several words of a type, a list of words. */
function isForTheProgram(node, checker) {
  const { parent } = node
  if (ts.isImportDeclaration(parent) || ts.isLiteralTypeNode(parent)) return true
  if (ts.isPropertyAccessExpression(parent) && parent.name.text === 'split') return true
  if (ts.isBinaryExpression(parent) && /^[!=]==$/.test(parent.operatorToken.getText())) return true
  // A list of words, split where it is used; the source of an expression.
  if (
    ts.isVariableDeclaration(parent) &&
    node.getSourceFile().text.includes(`${parent.name.getText()}.split(`)
  )
    return true
  if (/\(\?[:!=]|\\[bs]/.test(node.getText())) return true
  const type = checker.getContextualType(node)
  return (
    type?.isStringLiteral() === true ||
    (type?.isUnion() === true && type.types.some((one) => one.isStringLiteral()))
  )
}

/** The texts that an expression can be, with `…` for what only a run knows; undefined if they are too many. */
function alternatives(node, checker, used, depth = 0) {
  const inner = (child) => (depth > 8 ? [PUT_IN] : alternatives(child, checker, used, depth + 1))
  if (ts.isStringLiteralLike(node)) {
    used.add(node)
    return [node.text]
  }
  if (ts.isTemplateExpression(node)) {
    used.add(node)
    return node.templateSpans.reduce(
      (starts, span) => product(product(starts, inner(span.expression)), [span.literal.text]),
      [node.head.text],
    )
  }
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) return inner(node.expression)
  if (ts.isConditionalExpression(node)) return union(inner(node.whenTrue), inner(node.whenFalse))
  if (ts.isBinaryExpression(node)) {
    const kind = node.operatorToken.kind
    if (kind === ts.SyntaxKind.PlusToken) return product(inner(node.left), inner(node.right))
    if (kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken)
      return union(inner(node.left), inner(node.right))
    return [PUT_IN]
  }
  const symbol = ts.isShorthandPropertyAssignment(node)
    ? checker.getShorthandAssignmentValueSymbol(node)
    : ts.isIdentifier(node)
      ? checker.getSymbolAtLocation(node)
      : undefined
  const target = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  const declaration = target?.valueDeclaration
  if (declaration && ts.isVariableDeclaration(declaration) && declaration.initializer) {
    const isConst = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0
    if (isConst && ts.isIdentifier(declaration.name)) return inner(declaration.initializer)
  }
  return [PUT_IN]
}

function product(starts, ends) {
  if (starts === undefined || ends === undefined || starts.length * ends.length > MAX_ALTERNATIVES)
    return undefined
  return starts.flatMap((start) => ends.map((end) => start + end))
}

function union(one, other) {
  return one === undefined || other === undefined ? undefined : [...new Set([...one, ...other])]
}

function literalText(node) {
  if (ts.isStringLiteralLike(node)) return node.text
  return node.head.text + node.templateSpans.map((span) => PUT_IN + span.literal.text).join('')
}

function visit(node, work) {
  work(node)
  ts.forEachChild(node, (child) => visit(child, work))
}

/** The list as a page. */
export function page(list = messages()) {
  const count = list.reduce((sum, [, texts]) => sum + texts.length, 0)
  const parts = list.map(
    ([path, texts]) => `## ${path}\n\n${'`'.repeat(3)}text\n${texts.join('\n')}\n${'`'.repeat(3)}\n`,
  )
  return [
    '# Messages',
    '',
    `All ${String(count)} that the action can print: what it says, then what to do. \`…\` is what only a run knows. The texts of one`,
    'place that differ in a part are listed with each of them. `npm run messages` writes this page, and a test fails where',
    'it is not complete, or a message is longer than 300 characters.',
    '',
    parts.join('\n'),
  ].join('\n')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(PAGE, page())
