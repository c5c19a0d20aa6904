'use strict';
// npm run check: every static check, two at a time, the output of each in one piece.
const { spawn } = require('node:child_process');
const os = require('node:os');
const { ROOT } = require('./runtime-check.cjs');

// The slowest first, so that the short ones fill the second place.
const CHECKS = ['lint', 'types', 'boundaries', 'contracts', 'openapi', 'configuration', 'reference', 'format'];

const runCheck = (name) =>
  new Promise((resolve) => {
    const started = Date.now();
    const child = spawn('npm', ['run', '--silent', `check:${name}`], {
      cwd: ROOT,
      shell: process.platform === 'win32',
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ name, ok: false, output: error.message, seconds: 0 }));
    child.on('close', (code) => {
      const seconds = (Date.now() - started) / 1000;
      process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} check:${name} ${seconds.toFixed(1)} s\n`);
      if (code !== 0) process.stdout.write(`${output.trimEnd()}\n\n`);
      resolve({ name, ok: code === 0 });
    });
  });

const main = async () => {
  const waiting = [...CHECKS];
  const results = [];
  const worker = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) results.push(await runCheck(name));
  };
  await Promise.all(Array.from({ length: Math.min(2, os.availableParallelism()) }, worker));
  const failed = results.filter((result) => !result.ok).map((result) => `check:${result.name}`);
  if (failed.length > 0) {
    process.stdout.write(`failed: ${failed.join(', ')}\n`);
    process.exitCode = 1;
  }
};

void main();
