import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { testEngines } from '@loanwatch/testing';
import { type AllInOne, startAllInOne } from '../services/all-in-one/src/start';

const ROOT = path.resolve(__dirname, '..');
const WITHIN_MS = 150_000;
/** Stands between the outputs of two blocks. */
const END_OF_BLOCK = '=== end of block ===';

interface Step {
  readonly commands: string;
  /** What the page says that they print. */
  readonly printed: string;
}

/** The blocks marked `bash tour`, each with the block `text tour` after it. */
async function tourOf(file: string): Promise<readonly Step[]> {
  const text = await readFile(path.join(ROOT, file), 'utf8');
  const blocks = [...text.matchAll(/^```(bash|text) tour\n(.*?)^```$/gms)];
  const steps: Step[] = [];
  for (let at = 0; at < blocks.length; at += 2) {
    const [commands, printed] = blocks.slice(at, at + 2);
    if (commands?.[1] !== 'bash' || printed?.[1] !== 'text') throw new Error(`${file}: commands without their output`);
    steps.push({ commands: commands[2] ?? '', printed: (printed[2] ?? '').trim() });
  }
  return steps;
}

async function outputOf(steps: readonly Step[], environment: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const script = steps.map(({ commands }) => `${commands}\necho '${END_OF_BLOCK}'`).join('\n');
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    timeout: WITHIN_MS,
  });
  return stdout
    .split(END_OF_BLOCK)
    .slice(0, steps.length)
    .map((printed) => printed.trim());
}

describe('the tour of the README', () => {
  let dataDir: string;
  let loanwatch: AllInOne;
  let stopDatabase: () => Promise<void>;

  beforeAll(async () => {
    const database = await testEngines();
    stopDatabase = () => database.close();
    dataDir = await mkdtemp(path.join(tmpdir(), 'loanwatch-tour-'));
    loanwatch = await startAllInOne({
      dataDir,
      databaseUrl: database.ownerUrl,
      environment: { LOANWATCH_LOG_LEVEL: 'fatal', LOANWATCH_HTTP_HOST: '127.0.0.1' },
    });
  });
  afterAll(async () => {
    await loanwatch.stop();
    await stopDatabase();
    await rm(dataDir, { recursive: true, force: true });
  });

  it(
    'prints what the README says',
    async () => {
      const steps = await tourOf('README.md');
      expect(steps.length).toBeGreaterThan(0);
      const environment = { LW: loanwatch.url, LOANWATCH_DATA_DIR: dataDir };
      expect(await outputOf(steps, environment)).toEqual(steps.map(({ printed }) => printed));
    },
    WITHIN_MS,
  );

  it('is the same in the Chinese README', async () => {
    expect(await tourOf('README.zh-CN.md')).toEqual(await tourOf('README.md'));
  });
});
