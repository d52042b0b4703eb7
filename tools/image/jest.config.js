import base from '../../jest.config.js';

/** The tests of the built image (`npm run image` first). */
export default {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/tools/image/*.spec.ts'],
  testPathIgnorePatterns: [],
};
