import { ALARM_STANDING, REVIEW_MOVES, REVIEW_STATUSES } from './alarm.lifecycle';
import { CASE_MOVES, CASE_STANDING, CASE_STATUSES } from './case.lifecycle';

describe.each([
  ['an alarm', 'RAISED', REVIEW_STATUSES, REVIEW_MOVES, ALARM_STANDING],
  ['a case', 'DISPATCHED', CASE_STATUSES, CASE_MOVES, CASE_STANDING],
] as const)('the life of %s', (_name, first, statuses, moves, standings) => {
  const next = moves as Readonly<Record<string, readonly string[]>>;

  it('can come to every state', () => {
    const reached = new Set<string>([first]);
    for (const status of reached) for (const after of next[status] ?? []) reached.add(after);
    expect([...reached].sort()).toEqual([...statuses].sort());
  });

  it('can end from every state', () => {
    for (const status of statuses) {
      const ahead = new Set<string>([status]);
      for (const each of ahead) for (const after of next[each] ?? []) ahead.add(after);
      expect(ahead).toContain('CLOSED');
    }
  });

  it('decides every command in every state, and in one way', () => {
    for (const [command, { acts, settled }] of Object.entries(standings)) {
      const both = (acts as readonly string[]).filter((status) => (settled as readonly string[]).includes(status));
      expect([command, both]).toEqual([command, []]);
      expect(acts.length).toBeGreaterThan(0);
    }
  });
});
