import { PROBLEMS } from './generated/problem-list';
import type { Problem } from './generated/registers';

const byCode: ReadonlyMap<string, Problem> = new Map(Object.entries(PROBLEMS));

/** The registered problem of that code, or undefined. */
export function problem(code: string): Problem | undefined {
  return byCode.get(code);
}
