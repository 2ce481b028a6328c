import js from '@eslint/js'
import tseslint from 'typescript-eslint'

/**
 * Pure: text in, text out. They can be tested without mocks, and read without thinking of time, disk or network.
 * Adding a file that does I/O to one of these folders means listing it in `impure`.
 */
const pure = [
  'src/{answer,inputs,prompt,report,request,schema}/**',
  'src/display-text.ts',
  'src/errors.ts',
  'src/json-value.ts',
  'src/redact.ts',
]
const impure = [
  'src/inputs/read-*.ts',
  'src/inputs/source.ts',
  'src/inputs/variables.ts',
  'src/prompt/event-context.ts',
  'src/report/answer-files.ts',
  'src/report/publish.ts',
]

const network = ['http', 'https', 'http2', 'net', 'tls', 'dns', 'dgram']
const files = ['fs', 'fs/promises']

/** A source file as another one imports it: `src/inputs/read-*.ts` is `**\/read-*.js`. */
const asImported = (file) => `**/${file.replace(/^.*\//, '').replace(/\.ts$/, '.js')}`

/** A module with and without the `node:` in front. */
const names = (modules) => modules.flatMap((name) => [name, `node:${name}`])

/** Type-only imports are fine everywhere: nothing is loaded. */
const forbid = (group, message) => ({ group, message, allowTypeImports: true })

const onlyClientTalks = forbid(names(network), 'Only src/client/ talks to the network.')
const onlyWritersTouchFiles = forbid(
  names(files),
  'Only src/files.ts and src/report/answer-files.ts touch files.',
)

const restrictImports = (...patterns) => ({
  'no-restricted-imports': 'off',
  '@typescript-eslint/no-restricted-imports': ['error', { patterns }],
})

/** `import()` is not seen by no-restricted-imports. */
const noDynamicImport = (pattern, message) => ({
  selector: `ImportExpression > Literal[value=/${pattern}/]`,
  message,
})

const dynamicNetwork = noDynamicImport(
  `^(node:)?(${network.join('|')})$`,
  'Only src/client/ talks to the network.',
)

const processRules = (allowed) => ({
  'no-restricted-properties': [
    'error',
    ...[
      { object: 'process', property: 'env', message: 'Only src/environment.ts reads the environment.' },
      { object: 'process', property: 'exit', message: 'It cuts off output: set process.exitCode.' },
    ].filter(({ property }) => !allowed.includes(property)),
  ],
})

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
      ...restrictImports(onlyClientTalks, onlyWritersTouchFiles),
      ...processRules([]),
      'no-restricted-syntax': ['error', dynamicNetwork],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  { files: ['src/files.ts', 'src/report/answer-files.ts'], rules: restrictImports(onlyClientTalks) },
  {
    files: ['src/client/**'],
    rules: { ...restrictImports(onlyWritersTouchFiles), 'no-restricted-syntax': 'off' },
  },
  { files: ['src/environment.ts'], rules: processRules(['env']) },
  { files: ['src/index.ts'], rules: { ...processRules(['exit']), 'no-console': 'off' } },
  {
    files: pure,
    ignores: impure,
    rules: {
      ...restrictImports(
        // node:vm only stops a function that takes too long.
        forbid(
          ['node:*', '!node:vm', ...names([...network, ...files]), '@actions/*'],
          'This file is pure: no I/O.',
        ),
        forbid(
          ['**/client/**', '**/files.js', '**/environment.js', ...impure.map(asImported)],
          'This file is pure: no I/O.',
        ),
      ),
      'no-restricted-syntax': [
        'error',
        noDynamicImport('^(node:|@actions\\u002f)', 'This file is pure: no I/O.'),
        dynamicNetwork,
      ],
      'no-restricted-globals': ['error', { name: 'process', message: 'This file is pure: no I/O.' }, 'fetch'],
    },
  },

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
