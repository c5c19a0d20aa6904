import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';

/** A process of the bench, from dist: `start('thin/worker', url)`. Its stderr is ours. */
export function startChild(script: string, ...args: string[]): ChildProcess {
  return fork(path.join(__dirname, '..', `${script}.js`), args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

/** The next message of a child; rejects when it ends first. */
export function messageOf<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as T));
    child.once('exit', (code) => reject(new Error(`${child.spawnargs.join(' ')} ended with ${code}`)));
  });
}

export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}
