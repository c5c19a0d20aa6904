import { readdirSync, readFileSync } from 'node:fs';

/** Linux USER_HZ. */
const TICKS_PER_SECOND = 100;

export interface ProcessCpu {
  readonly pid: number;
  /** Name as /proc shows it: node, postgres. */
  readonly name: string;
  readonly seconds: number;
}

/**
 * A process and its living descendants with the CPU seconds (user + system) each has used so far, those of children that
 * have ended included. Empty where /proc is missing.
 */
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

export interface CpuUse {
  /** CPU seconds of Node.js, and whatever else is not PostgreSQL. */
  readonly node: number;
  readonly postgres: number;
}

/** CPU seconds that a process and its descendants have used so far. */
export function cpuUse(rootPid: number): CpuUse {
  const sum = { node: 0, postgres: 0 };
  for (const { name, seconds } of cpuByName(rootPid)) sum[name.startsWith('postgres') ? 'postgres' : 'node'] += seconds;
  return sum;
}

export function cpuSeconds(rootPid: number): number {
  const { node, postgres } = cpuUse(rootPid);
  return node + postgres;
}

/**
 * Watches how much of the machine others use. The answer of the returned function: their share of the CPU time since the
 * call, 0..1; 0 where /proc is missing.
 */
export function watchForeignLoad(): () => number {
  const before = machineTicks();
  const ownBefore = cpuSeconds(process.pid);
  return () => {
    const after = machineTicks();
    const total = after.total - before.total;
    const own = (cpuSeconds(process.pid) - ownBefore) * TICKS_PER_SECOND;
    return total <= 0 ? 0 : Math.max(0, (after.busy - before.busy - own) / total);
  };
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
    // utime, stime, and the same of children that were waited for.
    const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
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

function machineTicks(): { readonly busy: number; readonly total: number } {
  try {
    const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
    const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
    const total = ticks.reduce((sum, value) => sum + value, 0);
    return { busy: total - (ticks[3] ?? 0) - (ticks[4] ?? 0), total };
  } catch {
    return { busy: 0, total: 0 };
  }
}
