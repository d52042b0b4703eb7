/** Specs run as ES modules on the Node of `npm test`; SWC compiles what they import. */
export default {
  testMatch: ['<rootDir>/{service,charts,tools}/**/*.spec.ts', '<rootDir>/service/**/*.e2e-spec.ts'],
  // Needs the image: npm run image && npm run image:test.
  testPathIgnorePatterns: ['<rootDir>/tools/image/'],
  modulePathIgnorePatterns: ['<rootDir>/build/', '<rootDir>/\\.stryker-tmp/'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '\\.tsx?$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', tsx: true, decorators: true },
          transform: {
            legacyDecorator: true,
            decoratorMetadata: true,
            react: { runtime: 'automatic', importSource: 'preact' },
          },
          target: 'es2022',
          keepClassNames: true,
          // Without them Node warns about each JSON module.
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  setupFiles: ['reflect-metadata'],
  testTimeout: 60_000,
  // Servers, a browser and a build take part: more than two at a time only wait for each other.
  maxWorkers: 2,
};
