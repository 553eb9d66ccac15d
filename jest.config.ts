import type { Config } from 'jest';

const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
  transformIgnorePatterns: ['/node_modules/'],
  modulePathIgnorePatterns: ['<rootDir>/.waris'],
};

const enginePaths = ['packages/embedded/'];

const config: Config = {
  // A busy machine is slow; only hanging is wrong. Jest reads this at the root alone.
  testTimeout: 30_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/{gateway,subgraphs,packages,docker}/**/*.test.ts',
        '<rootDir>/tests/{schema,benchmarks}/**/*.test.ts',
      ],
      testPathIgnorePatterns: ['/node_modules/', ...enginePaths],
    },
    {
      ...shared,
      // The embedded engines themselves, started and killed: minutes, not seconds.
      displayName: 'embedded',
      testMatch: enginePaths.map((path) => `<rootDir>/${path}**/*.test.ts`),
    },
    {
      ...shared,
      displayName: 'integration',
      testMatch: ['<rootDir>/tests/{integration,conformance}/**/*.test.ts'],
      globalSetup: '<rootDir>/tests/testkit/src/global-setup.ts',
      globalTeardown: '<rootDir>/tests/testkit/src/global-teardown.ts',
    },
    { ...shared, displayName: 'e2e', testMatch: ['<rootDir>/tests/e2e/**/*.test.ts'] },
  ],
};

export default config;
