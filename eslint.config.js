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
      // `void promise` hides a rejection that ends the process: handle it, or let somebody await it.
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false }],
      // Nest modules are classes that only carry a decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      'max-lines': ['error', { max: 200 }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 14],
      // Nest declares its option objects as classes.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    // The environment is read in one place and passed on.
    files: ['service/**/*.ts', 'service/**/*.tsx'],
    ignores: [
      'service/start.ts',
      'service/commands/content-publish.ts',
      'service/commands/queue.ts',
      'tools/bundle.ts',
      'service/test/**',
      '**/*.spec.ts',
      '**/*.e2e-spec.ts',
    ],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'ask for the configuration instead' },
      ],
    },
  },
  {
    // The environment decides nothing about what is rendered.
    files: ['charts/**/*.ts'],
    ignores: ['charts/synth.ts', 'charts/test/**', '**/*.spec.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'describe it in charts/environments instead' },
      ],
    },
  },
  {
    files: [
      '**/*.spec.ts',
      '**/*.e2e-spec.ts',
      '{service,charts}/test/**/*.ts',
      'bench/**/*.ts',
      'tools/**/*.ts',
      '.github/**/*.ts',
    ],
    rules: {
      'max-lines-per-function': 'off',
      'max-lines': ['error', { max: 400 }],
      'no-console': 'off',
      '@typescript-eslint/explicit-function-return-type': 'off',
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      // const { left, ...rest } leaves something out.
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
