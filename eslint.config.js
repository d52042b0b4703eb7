import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  {
    ignores: [
      'build/',
      'dist/',
      'coverage/',
      'service/web/frame/assets/',
      'service/openapi/page/',
      'bench/peers/',
      'reports/',
      '.stryker-tmp/',
    ],
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    rules: {
      '@typescript-eslint/explicit-function-return-type': ['error', { allowExpressions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // An unhandled rejection behind `void promise` ends the process: handle it, or return the promise.
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false }],
      // Nest modules are classes that only carry a decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      'max-lines': ['error', { max: 200 }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 14],
      // Nest declares its option objects as classes.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // Constructor parameters that Nest injects cannot be #name, nor can constructors.
      'no-restricted-syntax': [
        'error',
        {
          selector: ":matches(PropertyDefinition, MethodDefinition[kind!='constructor'])[accessibility='private']",
          message: 'Name private members #name.',
        },
      ],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    // Environment variables are read and validated once, at startup.
    files: ['service/**/*.ts', 'service/**/*.tsx'],
    ignores: [
      'service/start.ts',
      'service/commands/blocklist-publish.ts',
      'service/commands/content-publish.ts',
      'service/commands/keys.ts',
      'service/commands/queue.ts',
      'service/commands/security-store.ts',
      'service/commands/security-summary.ts',
      'service/test/**',
      '**/*.spec.ts',
      '**/*.e2e-spec.ts',
    ],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Inject the configuration, which is read once at startup.' },
      ],
    },
  },
  {
    // Manifests must not depend on environment variables.
    files: ['charts/**/*.ts'],
    ignores: ['charts/synth.ts', 'charts/test/**', '**/*.spec.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Set the value in charts/environments, so that each commit renders the same manifests.',
        },
      ],
    },
  },
  {
    files: ['**/*.spec.ts', '**/*.e2e-spec.ts', '{service,charts}/test/**/*.ts', 'bench/**/*.ts', 'tools/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      'max-lines': ['error', { max: 400 }],
      'no-console': 'off',
      '@typescript-eslint/explicit-function-return-type': 'off',
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      // `const { omitted: _, ...rest }` omits a property.
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_$', argsIgnorePattern: '^_$' }],
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      complexity: 'off',
    },
  },
);
