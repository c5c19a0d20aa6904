import js from '@eslint/js';
import jest from 'eslint-plugin-jest';
import tseslint from 'typescript-eslint';

// `new Date()` without arguments and `Date.now()` read the clock; `new Date(value)` only converts.
const NO_CLOCK = [
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0], CallExpression[callee.name="Date"]',
    message: 'Time comes from the Clock of the engines, so that a test or a replay can set it.',
  },
  {
    selector: 'MemberExpression[object.name="Date"][property.name="now"]',
    message: 'Time comes from the Clock of the engines (performance.now() for durations).',
  },
];
const NO_ENVIRONMENT = [
  {
    selector: 'MemberExpression[object.name="process"][property.name="env"]',
    message: 'Configuration is read once, in main.ts, into the validated config class of the service.',
  },
];

export default tseslint.config(
  { ignores: ['**/node_modules/', '**/dist/', '.nx/', 'coverage/', 'data/', '**/generated/', 'contracts/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,

  // Plain JavaScript: settings and the scripts that must run before anything is installed or compiled.
  {
    files: ['**/*.{js,cjs,mjs}'],
    languageOptions: {
      ecmaVersion: 2024,
      globals: Object.fromEntries(
        [
          'require',
          'module',
          'process',
          '__dirname',
          'console',
          'Buffer',
          'URL',
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'clearInterval',
          'fetch',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  { files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs' } },
  {
    // The console is a page: its scripts run in a browser.
    files: ['services/console/public/**/*.js'],
    rules: { 'no-undef': 'off' },
  },

  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: ['./tsconfig.json'], tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // Promises are what matters, and no-floating-promises sees those.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // DTO classes describe shapes for OpenAPI; controllers answer with plain objects of that shape.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // The type parsers of pg are keyed by an enum that never lists the types of an extension.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      // Nest modules are classes that only carry decorators.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/require-await': 'off',
      // A method that only returns a promise reads the same with and without async.
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', { max: 400 }],
      'no-console': 'error',
    },
  },

  {
    files: ['libs/**/*.ts', 'services/**/*.ts'],
    ignores: [
      '**/*.spec.ts',
      '**/test/**',
      '**/main.ts',
      'libs/platform/src/config*.ts',
      'libs/testing/**',
      // The embedded server is a child process: it inherits the environment.
      'libs/engines/src/database/**',
    ],
    rules: { 'no-restricted-syntax': ['error', ...NO_ENVIRONMENT] },
  },
  {
    files: ['services/*/src/**/*.ts'],
    ignores: ['**/*.spec.ts', '**/main.ts', '**/domain/**'],
    rules: { 'no-restricted-syntax': ['error', ...NO_ENVIRONMENT, ...NO_CLOCK] },
  },
  {
    // Decisions are pure: the same command on the same state gives the same events, today and on replay.
    files: ['**/domain/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['Date', 'process', 'fetch', 'setTimeout', 'setInterval', 'setImmediate', 'crypto', 'performance'].map(
          (name) => ({ name, message: 'domain/ is pure: ids, times and data come in with the command.' }),
        ),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'domain/ is pure: ids come in with the command.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'AwaitExpression', message: 'domain/ is pure: nothing to wait for.' },
        { selector: 'ImportExpression', message: 'domain/ is pure: import at the top.' },
      ],
    },
  },

  {
    files: ['tools/**', 'bench/**', 'services/all-in-one/src/{main,banner}.ts'],
    rules: { 'no-console': 'off' },
  },

  {
    files: ['**/*.spec.ts', '**/contract-suite.ts', 'libs/testing/**/*.ts', 'e2e/**/*.ts'],
    plugins: { jest },
    languageOptions: { globals: jest.environments.globals.globals },
    rules: {
      ...jest.configs['flat/recommended'].rules,
      // Suites and helpers carry the expectations of many specs.
      'jest/expect-expect': [
        'error',
        { assertFunctionNames: ['expect', '**.expect*', 'assert*', '**.assert*', '**.then*', 'given'] },
      ],
      'jest/no-export': 'off',
      'jest/no-standalone-expect': 'off',
      'jest/no-conditional-expect': 'off',
      'jest/valid-title': ['error', { ignoreTypeOfDescribeName: true, ignoreTypeOfTestName: true }],
      // What comes over HTTP in a test is any until it is looked at.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
