import { availableParallelism } from 'node:os'

export default {
  testEnvironment: 'node',
  testMatch: ['**/__tests__/{unit,scenarios,repository}/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/.cache/', '<rootDir>/stubs/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  // Types are checked by `npm run typecheck`; tests only need the types stripped.
  transform: { '\\.ts$': ['ts-jest', { useESM: true, diagnostics: false }] },
  reporters: ['default', '<rootDir>/__tests__/support/closing-line.mjs'],
  // A limit is for what hangs, not for what is slow: a busy machine takes eight times as long.
  testTimeout: 240_000,
  // Many tests wait: for a step in a process of its own, or for what shall take its time.
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
}
