import { readdirSync, readFileSync } from 'node:fs';

/** Linux USER_HZ. */
const TICKS_PER_SECOND = 100;

/** CPU seconds (user + system) that a process and its living descendants have used so far; 0 where /proc is missing. */
export function cpuSeconds(pid: number): number {
  return cpuByName(pid).reduce((sum, process) => sum + process.seconds, 0);
}

export interface ProcessCpu {
  readonly pid: number;
  /** Name as /proc shows it: node, postgres. */
  readonly name: string;
  readonly seconds: number;
}

export function cpuByName(rootPid: number): ProcessCpu[] {
  const all = processes();
  const wanted = new Set([rootPid]);
  // Children start after their parents, but pids wrap: repeat until nothing is added.
  for (let before = 0; before !== wanted.size;) {
    before = wanted.size;
    for (const process of all) if (wanted.has(process.parent)) wanted.add(process.pid);
  }
  return all.filter(({ pid }) => wanted.has(pid));
}

function processes(): (ProcessCpu & { readonly parent: number })[] {
  try {
    return readdirSync('/proc')
      .filter((entry) => /^\d+$/.test(entry))
      .flatMap((entry) => readStat(Number(entry)));
  } catch {
    return [];
  }
}

function readStat(pid: number): (ProcessCpu & { readonly parent: number })[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const close = text.lastIndexOf(')');
    const fields = text.slice(close + 2).split(' ');
    const ticks = [11, 12].reduce((sum, index) => sum + Number(fields[index]), 0);
    return [
      {
        pid,
        name: text.slice(text.indexOf('(') + 1, close),
        parent: Number(fields[1]),
        seconds: ticks / TICKS_PER_SECOND,
      },
    ];
  } catch {
    return []; // it ended meanwhile
  }
}

/** Share of the machine's CPU that is idle, 0..1, over `overMs`; 1 where /proc is missing. */
export async function idleShare(overMs: number): Promise<number> {
  const before = machineTicks();
  await new Promise((resolve) => setTimeout(resolve, overMs));
  const after = machineTicks();
  const total = after.total - before.total;
  return total <= 0 ? 1 : (after.idle - before.idle) / total;
}

function machineTicks(): { idle: number; total: number } {
  try {
    const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
    const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
    return { idle: (ticks[3] ?? 0) + (ticks[4] ?? 0), total: ticks.reduce((sum, value) => sum + value, 0) };
  } catch {
    return { idle: 0, total: 0 };
  }
}
