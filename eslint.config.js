import js from '@eslint/js'
import tseslint from 'typescript-eslint'

const network = ['http', 'https', 'http2', 'net', 'tls', 'dns', 'dgram']
const files = ['fs', 'fs/promises']

/** A module with and without the `node:` in front; the slash is for the root, as in a .gitignore. */
const ofNode = (...modules) => modules.flatMap((name) => [`/${name}`, `/node:${name}`])
/** Folders and files of src/, as another file imports them. */
const ofSource = (...names) => names.map((name) => (name.endsWith('.js') ? `**/${name}` : `**/${name}/**`))

/** Type-only imports are fine everywhere: nothing is loaded. */
const forbid = (group, message) => ({ group, message, allowTypeImports: true })

const noNetwork = forbid(ofNode(...network), 'Only src/ask/http/ talks to the network.')
const noFiles = forbid(ofNode(...files), 'Only src/files.ts touches files.')
const noProcessModule = forbid(ofNode('process'), 'The global `process` is what the other rules watch.')
const noIo = forbid(
  // node:vm only stops a function that takes too long, node:crypto computes; the rest has rules of its own.
  ['node:*', '!node:vm', '!node:crypto', '@actions/*', ...ofNode(...network, ...files)],
  'This folder is pure: no I/O.',
)

/** What no import may lead to, statically or by `import()`. */
const imports = (...patterns) => ({
  'no-restricted-imports': 'off',
  '@typescript-eslint/no-restricted-imports': ['error', { patterns }],
  'no-restricted-syntax': [
    'error',
    ...patterns.map(({ group, message }) => ({
      selector: `ImportExpression > Literal[value=/${group
        .filter((pattern) => pattern.startsWith('!'))
        .map((pattern) => `(?!${asExpression(pattern.slice(1))})`)
        .join('')}(${group
        .filter((pattern) => !pattern.startsWith('!'))
        .map(asExpression)
        .join('|')})/]`,
      message,
    })),
  ],
})

/** A pattern of no-restricted-imports, which does not see `import()`, as an expression in a selector. */
function asExpression(pattern) {
  const escaped = pattern
    .replace(/^\//, '')
    .replaceAll('.', '\\.')
    .replaceAll('**/', '(.*\\u002f)?')
    .replaceAll('/**', '\\u002f.*')
    .replaceAll('/', '\\u002f')
    .replace(/(?<!\.)\*/g, '[^\\u002f]*')
  return `^${escaped}$`
}

/** Neither the environment nor the process, in any spelling. */
const noProcess = {
  'no-restricted-globals': [
    'error',
    { name: 'process', message: 'This folder knows nothing of the process.' },
    { name: 'fetch', message: 'Only src/ask/http/ talks to the network.' },
  ],
}

const processRules = (allowed) => ({
  'no-restricted-properties': [
    'error',
    ...[
      { object: 'process', property: 'env', message: 'Only src/environment.ts reads the environment.' },
      { object: 'process', property: 'exit', message: 'It cuts off output: set process.exitCode.' },
    ].filter(({ property }) => !allowed.includes(property)),
  ],
})

/**
 * Imports go one way, down this list; the leaves are report, schema, problems and text. Values only: types cross the borders
 * freely.
 */
const flow = ['index.js', 'doors', 'step', 'inputs', 'identity', 'github', 'template', 'ask', 'leaves']
/** One action each: none knows another. */
const doors = ['once', 'diff', 'apply', 'eval']

const above = (name) => flow.slice(0, flow.indexOf(name))

/** What a folder does not import: everything above it, and what it has no business with. */
const fence = (name, ...others) =>
  forbid(
    ofSource(...above(name).flatMap((higher) => (higher === 'doors' ? doors : higher)), ...others),
    'Imports go one way: see docs/decisions/0011-one-core.md.',
  )

const folders = [
  ...doors.map((door) => ({
    files: `src/${door}/**`,
    patterns: [fence('doors', ...doors.filter((other) => other !== door)), noNetwork, noFiles],
  })),
  { files: 'src/step/**', patterns: [fence('step'), noNetwork, noFiles] },
  {
    files: 'src/identity/**',
    patterns: [fence('identity', 'report', 'environment.js', 'files.js'), noNetwork, noFiles],
    pure: true,
  },
  {
    files: 'src/github/**',
    patterns: [fence('github', 'report', 'environment.js', 'files.js'), noNetwork, noFiles],
    pure: true,
  },
  {
    files: 'src/inputs/**',
    // They read files through src/files.ts.
    patterns: [
      fence('inputs', 'report', 'ask/http', 'ask/ask.js', 'environment.js'),
      forbid([...noIo.group, '!node:path'], noIo.message),
    ],
    pure: true,
  },
  {
    files: 'src/template/**',
    patterns: [fence('template', 'report', 'ask/http', 'ask/ask.js', 'environment.js', 'files.js'), noIo],
    pure: true,
  },
  {
    files: 'src/ask/**',
    patterns: [fence('ask', 'report', 'problems', 'environment.js', 'files.js'), noNetwork, noFiles],
    pure: true,
  },
  {
    files: 'src/ask/http/**',
    patterns: [fence('ask', 'report', 'problems', 'environment.js', 'files.js'), noFiles],
  },
  {
    files: 'src/{fit,problems,report,schema,text}/**',
    patterns: [fence('leaves', 'environment.js', 'files.js'), noIo],
    pure: true,
  },
]

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', '.cache/', 'node_modules/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  // What comes from a model or a server is cleaned of control characters in several places.
  { rules: { 'no-control-regex': 'off' } },

  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      // An empty text is often as good as none.
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },

  {
    files: ['src/**/*.ts'],
    rules: {
      ...imports(noNetwork, noFiles, noProcessModule),
      ...processRules([]),
      'no-console': 'error',
      eqeqeq: 'error',
      // `return problems.add(…)`: what is wrong has no value. To the rule, undefined is the same as void.
      '@typescript-eslint/no-confusing-void-expression': 'off',
    },
  },
  ...folders.map(({ files: glob, patterns, pure = false }) => ({
    files: [glob],
    rules: {
      ...imports(...patterns, noProcessModule),
      ...(pure ? noProcess : { 'no-restricted-globals': 'off' }),
    },
  })),
  { files: ['src/files.ts'], rules: imports(noNetwork, noProcessModule) },
  { files: ['src/environment.ts'], rules: processRules(['env']) },
  { files: ['src/index.ts'], rules: { ...processRules(['exit']), 'no-console': 'off' } },

  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: {
        AbortController: 'readonly',
        AbortSignal: 'readonly',
        Buffer: 'readonly',
        clearInterval: 'readonly',
        clearTimeout: 'readonly',
        console: 'readonly',
        fetch: 'readonly',
        performance: 'readonly',
        process: 'readonly',
        setImmediate: 'readonly',
        setInterval: 'readonly',
        setTimeout: 'readonly',
        structuredClone: 'readonly',
        TextDecoder: 'readonly',
        TextEncoder: 'readonly',
        URL: 'readonly',
        URLSearchParams: 'readonly',
      },
    },
    rules: { eqeqeq: 'error', 'no-var': 'error', 'prefer-const': 'error' },
  },
)
