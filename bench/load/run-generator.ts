import { messageOf, startChild, stopChild } from '../measure/child';
import type { LoadResult } from './closed-loop';
import type { ClosedLoopOrder } from './generator';
import type { OpenLoopOrder, OpenLoopResult } from './open-loop';

/** Runs the generator in a process of its own. */
export function runClosedLoop(order: ClosedLoopOrder): Promise<LoadResult> {
  return run<LoadResult>(order);
}

export function runOpenLoop(order: OpenLoopOrder): Promise<OpenLoopResult> {
  return run<OpenLoopResult>(order);
}

async function run<T>(order: ClosedLoopOrder | OpenLoopOrder): Promise<T> {
  const generator = startChild('load/generator', JSON.stringify(order));
  try {
    return await messageOf<T>(generator);
  } finally {
    await stopChild(generator);
  }
}
