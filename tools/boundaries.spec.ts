import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '..');

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

/** One forbidden import for every rule: the file it is planted in and what the file says. */
const PLANTED: readonly (readonly [rule: string, file: string, content: string])[] = [
  ['domain-is-pure', 'services/alarm-rules/src/domain/planted-nest.ts', `import '@nestjs/common';`],
  ['domain-is-pure', 'services/alarm-rules/src/domain/planted-io.ts', `import 'node:fs';`],
  ['domain-is-pure', 'services/alarm-rules/src/domain/planted-engine.ts', `import '@loanwatch/engines';`],
  ['domain-is-pure', 'services/alarm-rules/src/domain/planted-app.ts', `import '../app/planted';`],
  ['no-service-to-service', 'services/metering/src/planted.ts', `import '@loanwatch/alarm-rules';`],
  [
    'no-service-to-service',
    'services/metering/src/planted-type.ts',
    `import type { A } from '@loanwatch/alarm-rules';\nexport type B = A;`,
  ],
  ['service-only-by-its-root', 'services/all-in-one/src/planted.ts', `import '../../alarm-rules/src/app/planted';`],
  ['libs-know-no-service', 'libs/engines/src/planted-service.ts', `import '@loanwatch/alarm-rules';`],
  ['kernel-depends-on-nothing', 'libs/kernel/src/planted.ts', `import 'pg';`],
  ['kernel-depends-on-nothing', 'libs/kernel/src/planted-io.ts', `import 'node:crypto';`],
  ['contracts-know-no-engine', 'libs/contracts/src/planted.ts', `import '@loanwatch/engines';`],
  ['libs-depend-downwards', 'libs/engines/src/planted-upwards.ts', `import '@loanwatch/platform';`],
  ['no-deep-lib-import', 'services/metering/src/planted-deep.ts', `import '../../../libs/engines/src/planted';`],
  ['testing-only-in-tests', 'services/metering/src/planted-testing.ts', `import '@loanwatch/testing';`],
  ['app-knows-no-edge', 'services/alarm-rules/src/app/planted-edge.ts', `import '@nestjs/common';`],
  ['no-circular', 'libs/engines/src/planted-a.ts', `import { b } from './planted-b';\nexport const a = () => b;`],
  ['not-to-dev-dep', 'services/metering/src/planted-dev.ts', `import 'fast-check';`],
  ['not-to-unresolvable', 'services/metering/src/planted-nowhere.ts', `import 'no-such-package';`],
];

/** What is legal although it looks like one of the above. */
const LEGAL: readonly (readonly [file: string, content: string])[] = [
  [
    'services/alarm-rules/src/domain/planted-legal.ts',
    `import '@loanwatch/kernel';\nimport 'decimal.js';\nimport './planted-peer';`,
  ],
  ['services/alarm-rules/src/domain/planted-peer.ts', `import 'chinese-days';\nimport 'temporal-polyfill';`],
  ['services/alarm-rules/src/domain/planted.spec.ts', `import 'fast-check';\nimport '@loanwatch/testing';`],
  ['services/all-in-one/src/planted-legal.ts', `import '@loanwatch/alarm-rules';`],
  ['libs/engines/src/planted-legal.ts', `import 'pg';\nimport '@loanwatch/kernel';`],
];

const SUPPORT: readonly (readonly [file: string, content: string])[] = [
  ['services/alarm-rules/src/app/planted.ts', 'export {};'],
  ['libs/engines/src/planted.ts', 'export {};'],
  ['libs/engines/src/planted-b.ts', `import { a } from './planted-a';\nexport const b = () => a;`],
];

/** Files the plants import, for the time when the real ones are not written yet. */
const EXPECTED = [
  'libs/kernel/src/index.ts',
  'libs/contracts/src/index.ts',
  'libs/engines/src/index.ts',
  'libs/platform/src/index.ts',
  'libs/testing/src/index.ts',
  'services/alarm-rules/src/service.ts',
];

describe('boundaries', () => {
  let copy: string;
  let violations: readonly Violation[];

  beforeAll(() => {
    copy = mkdtempSync(path.join(tmpdir(), 'loanwatch-boundaries-'));
    for (const entry of ['.dependency-cruiser.cjs', 'package.json', 'tsconfig.base.json', 'libs', 'services']) {
      cpSync(path.join(ROOT, entry), path.join(copy, entry), { recursive: true });
    }
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'), 'junction');
    const write = (file: string, content: string): void => {
      mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
      writeFileSync(path.join(copy, file), `${content}\n`);
    };
    for (const file of EXPECTED) if (!existsSync(path.join(copy, file))) write(file, 'export {};');
    for (const [file, content] of [...LEGAL, ...SUPPORT]) write(file, content);
    for (const [, file, content] of PLANTED) write(file, content);

    const cruise = spawnSync(
      process.execPath,
      [
        path.join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
        ...['libs', 'services', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'],
      ],
      { cwd: copy, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
    );
    const report = JSON.parse(cruise.stdout) as { summary: { violations: readonly Violation[] } };
    violations = report.summary.violations;
  });

  afterAll(() => {
    rmSync(copy, { recursive: true, force: true });
  });

  it.each(PLANTED)('%s stops %s', (rule, file) => {
    expect(violations.filter(({ from }) => from === file).map((violation) => violation.rule.name)).toContain(rule);
  });

  it.each(LEGAL)('lets %s pass', (file) => {
    expect(violations.filter(({ from }) => from === file)).toEqual([]);
  });

  it('has a planted violation for every rule', () => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the settings of dependency-cruiser are CommonJS
    const { forbidden } = require('../.dependency-cruiser.cjs') as { forbidden: readonly { name: string }[] };
    const untested = forbidden.map(({ name }) => name).filter((name) => !PLANTED.some(([rule]) => rule === name));
    expect(untested).toEqual(['not-to-undeclared']);
  });
});
