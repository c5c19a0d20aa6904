'use strict';
// npm start: installs and builds what is missing or out of date, then runs the all-in-one with the arguments given.
// Plain JavaScript that any Node from 20 on can run, because on a fresh checkout nothing else is there yet.
const { spawn, spawnSync } = require('node:child_process');
const { existsSync, readFileSync } = require('node:fs');
const { constants } = require('node:os');
const path = require('node:path');
const { ROOT, WHAT_TO_DO, findNode } = require('./runtime-check.cjs');

const MAIN = path.join(ROOT, 'dist', 'services', 'all-in-one', 'src', 'main.js');

const say = (text) => process.stderr.write(`loanwatch: ${text}\n`);

const readPackages = (file) => JSON.parse(readFileSync(path.join(ROOT, file), 'utf8')).packages;

/** True when every package of the lock file is installed in the version it names (optional ones may be missing). */
const isInstalled = () => {
  if (!existsSync(path.join(ROOT, 'node_modules', '.package-lock.json'))) return false;
  const installed = readPackages('node_modules/.package-lock.json');
  return Object.entries(readPackages('package-lock.json')).every(([name, wanted]) => {
    if (name === '' || (!installed[name] && (wanted.optional || wanted.dev || wanted.devOptional || wanted.peer)))
      return true;
    return installed[name]?.version === wanted.version;
  });
};

const run = (command, args, options = {}) => {
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: ['ignore', 2, 2], ...options });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
};

const install = () => {
  say('installing the packages of package-lock.json (npm ci)');
  const npm = process.env.npm_execpath;
  if (npm && /\.[cm]?js$/.test(npm)) run(process.execPath, [npm, 'ci']);
  else run('npm', ['ci'], { shell: process.platform === 'win32' });
};

/** npm passes a signal to its shell, which dies of it alone: when the parent is gone, stop as if the signal were ours. */
const stopWithParent = () => {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 100);
  watch.unref();
};

const launch = (node, args) => {
  if (node === process.execPath) {
    // The right Node already: become the product, so that signals and the exit code are its own.
    process.argv.splice(1, process.argv.length - 1, MAIN, ...args);
    process.setSourceMapsEnabled?.(true);
    require('node:module').runMain();
    return;
  }
  const child = spawn(node, ['--enable-source-maps', MAIN, ...args], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2']) {
    // A terminal sends Ctrl-C to the child by itself; twice would mean "stop at once".
    process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal)));
  }
  child.on('error', (error) => {
    say(`cannot run ${node}: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)));
};

if (!isInstalled()) install();
const node = findNode();
if (node === undefined) {
  process.stderr.write(`${WHAT_TO_DO}\n`);
  process.exit(78);
}
if (require('./build.cjs').isStale()) run(node, [path.join(__dirname, 'build.cjs')]);
if (process.env.npm_lifecycle_event === 'start') stopWithParent();
launch(node, process.argv.slice(2));
