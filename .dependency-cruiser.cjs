'use strict';
// The boundaries of the repository as failing checks. tools/boundaries.spec.ts plants a violation of every rule.

// Tests, tools and measurements may use development dependencies and the testing library.
const NOT_SHIPPED = '\\.spec\\.ts$|/contract-suite\\.ts$|/test/|^(e2e|tools|bench|libs/testing)/';

// What a TypeScript import of a package resolves to, with or without types of its own.
const packages = (...names) => `(^|/)node_modules/(@types/)?(${names.join('|').replaceAll('.', '\\.')})/`;

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'domain-is-pure',
      comment:
        'Decisions must give the same answer on replay, in a back-test and in production: no Nest, no IO, no other ' +
        'layer. A domain folder uses itself, the kernel, the contracts and a few packages that only calculate.',
      severity: 'error',
      from: { path: '^services/([^/]+)/src/domain/', pathNot: NOT_SHIPPED },
      to: {
        pathNot: [
          '^services/$1/src/domain/',
          '^libs/(kernel|contracts)/',
          packages('temporal-polyfill', 'temporal-spec', 'decimal.js', 'chinese-days', 'fast-xml-parser'),
        ],
      },
    },
    {
      name: 'no-service-to-service',
      comment: 'Services are deployed on their own. What two of them share is a contract under contracts/.',
      severity: 'error',
      from: { path: '^services/([^/]+)/', pathNot: '^services/all-in-one/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'service-only-by-its-root',
      comment: 'The all-in-one, e2e, tools and bench compose services: they see service.ts and nothing behind it.',
      severity: 'error',
      from: { path: '^(services/all-in-one|e2e|tools|bench)/' },
      to: { path: '^services/', pathNot: ['^services/[^/]+/src/service\\.ts$', '^services/all-in-one/'] },
    },
    {
      name: 'libs-know-no-service',
      comment: 'A library that knows a service drags it into every other one.',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^(services|e2e|tools|bench)/' },
    },
    {
      name: 'kernel-depends-on-nothing',
      comment: 'Everything depends on the kernel, so it depends on a few packages that only calculate.',
      severity: 'error',
      from: { path: '^libs/kernel/', pathNot: NOT_SHIPPED },
      to: {
        pathNot: [
          '^libs/kernel/',
          packages('temporal-polyfill', 'temporal-spec', 'uuid', 'decimal.js', 'chinese-days'),
        ],
      },
    },
    {
      name: 'libs-depend-downwards',
      comment: 'kernel <- contracts <- engines <- platform: the order in which the libraries can be understood.',
      severity: 'error',
      from: { path: '^libs/(contracts|engines)/', pathNot: NOT_SHIPPED },
      to: { path: '^libs/platform/' },
    },
    {
      name: 'contracts-know-no-engine',
      comment: 'The contracts are what an integrator reads: schemas, types and validators, no engine behind them.',
      severity: 'error',
      from: { path: '^libs/contracts/', pathNot: NOT_SHIPPED },
      to: { path: '^libs/engines/' },
    },
    {
      name: 'no-deep-lib-import',
      comment: 'A library is what its index.ts exports; the rest may change without asking.',
      severity: 'error',
      from: { path: '^(libs/([^/]+)|services|e2e|bench)/' },
      to: { path: '^libs/', pathNot: ['^libs/[^/]+/src/index\\.ts$', '^libs/$2/'] },
    },
    {
      name: 'testing-only-in-tests',
      comment: 'Builders and fixtures must not end up in what a customer runs.',
      severity: 'error',
      from: { path: '^(libs|services)/', pathNot: NOT_SHIPPED },
      to: { path: '^libs/testing/|\\.spec\\.ts$' },
    },
    {
      name: 'app-knows-no-edge',
      comment: 'A use case is called by HTTP, by a message and by a test alike; it does not know which.',
      severity: 'error',
      from: { path: '^services/([^/]+)/src/app/', pathNot: NOT_SHIPPED },
      to: { path: ['^services/$1/src/(http|messaging)/', '(^|/)node_modules/(@nestjs|fastify)/'] },
    },
    {
      name: 'no-circular',
      comment: 'SWC with decorator metadata throws "cannot access X before initialization" on import cycles.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'not-to-dev-dep',
      comment: 'Shipped code must run after npm ci --omit=dev.',
      severity: 'error',
      from: { path: '^(libs|services)/', pathNot: NOT_SHIPPED },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '(^|/)node_modules/@types/' },
    },
    {
      name: 'not-to-unresolvable',
      comment: 'An import that resolves to nothing, or to a package that is not in package.json, breaks at run time.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'not-to-undeclared',
      comment: 'A package that only another package brought can vanish with the next update: list it in package.json.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|generated)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['main', 'types'],
      extensions: ['.ts', '.js', '.cjs', '.mjs', '.json', '.d.ts'],
    },
  },
};
