'use strict';
const { existsSync } = require('node:fs');
const path = require('node:path');
const { compilerOptions } = require('./tsconfig.base.json');

process.env.TZ = 'UTC';

if (![...process.execArgv, process.env.NODE_OPTIONS ?? ''].some((text) => text.includes('--experimental-vm-modules'))) {
  throw new Error(
    'Nest 12 is ESM: run the tests with "npm test -- <path>", or set NODE_OPTIONS=--experimental-vm-modules.',
  );
}

const present = (file) => existsSync(path.join(__dirname, file));
const whenPresent = (key, file) => (present(file) ? { [key]: `<rootDir>/${file}` } : {});

// The aliases of tsconfig.base.json, as Jest wants them.
const moduleNameMapper = Object.fromEntries(
  Object.entries(compilerOptions.paths).map(([alias, [file]]) => [`^${alias}$`, file.replace(/^\./, '<rootDir>')]),
);

/** @type {import('jest').Config} */
module.exports = {
  rootDir: __dirname,
  testEnvironment: 'node',
  roots: ['libs', 'services', 'e2e', 'tools', 'bench'].filter(present).map((folder) => `<rootDir>/${folder}`),
  testMatch: ['**/*.spec.ts'],
  // Nest 12 and several other packages are ESM only. Jest 30 requires them natively when Node runs with
  // --experimental-vm-modules (npm test), so nothing under node_modules is transformed.
  transform: { '^.+\\.ts$': '@swc/jest' },
  moduleNameMapper,
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  maxWorkers: 2,
  testTimeout: 30_000,
  // One PostgreSQL for all specs, started outside the VM.
  ...whenPresent('globalSetup', 'libs/testing/src/global-setup.ts'),
  ...whenPresent('globalTeardown', 'libs/testing/src/global-teardown.ts'),
};
