import { move, type Occupancy, pass, startOccupancy, type ToldOccupancy } from './occupancy';

const TERMS = { quietHour: '04:00', timeZone: 'Asia/Shanghai' };
const at = (text: string): number => Date.parse(`2026-03-${text}:00+08:00`);
const movements = (state: Occupancy, moves: readonly (readonly [string, number])[]): ToldOccupancy[] =>
  moves.flatMap(([time, change]) => move(state, at(time), change, TERMS));

describe('the people on a site', () => {
  it('are those who went in and not out, told once all doors of that time can have reported', () => {
    const state = startOccupancy();
    expect(
      movements(state, [
        ['02T09:00', 5],
        ['02T09:00', -1],
      ]),
    ).toEqual([]);
    expect(movements(state, [['02T09:15', 2]])).toEqual([{ at: at('02T09:00'), people: 4 }]);
    expect(pass(state, at('02T09:16'), TERMS)).toEqual([{ at: at('02T09:15'), people: 6 }]);
    expect(pass(state, at('02T09:20'), TERMS)).toEqual([]);
  });

  it('are the same whichever door reports first', () => {
    const told = (moves: readonly (readonly [string, number])[]) =>
      movements(startOccupancy(), [...moves, ['02T10:00', 0]]);
    expect(
      told([
        ['02T09:00', -3],
        ['02T09:00', 4],
      ]),
    ).toEqual(
      told([
        ['02T09:00', 4],
        ['02T09:00', -3],
      ]),
    );
  });

  it('are never fewer than nobody', () => {
    const state = startOccupancy();
    const told = movements(state, [
      ['02T09:00', 2],
      ['02T09:15', -5],
      ['02T09:30', 3],
      ['02T09:45', 0],
    ]);
    expect(told.map(({ people }) => people)).toEqual([2, 0, 3]);
  });

  it('are nobody again at the quiet hour, with what the counters were off by', () => {
    const state = startOccupancy();
    const told = movements(state, [
      ['02T22:00', 7],
      ['03T04:00', 1],
      ['03T04:15', 1],
      ['03T08:00', 2],
    ]);
    expect(told).toEqual([
      { at: at('02T22:00'), people: 7 },
      { at: at('03T04:00'), people: 8 },
      { at: at('03T04:00'), people: 0, drift: 8 },
      { at: at('03T04:15'), people: 1 },
    ]);
  });

  it('are reset once after nights without movement', () => {
    const state = startOccupancy();
    const told = movements(state, [
      ['02T22:00', 7],
      ['09T10:00', 1],
    ]);
    expect(told.filter(({ drift }) => drift !== undefined)).toEqual([{ at: at('03T04:00'), people: 0, drift: 7 }]);
    expect(state.resetAt).toBe(at('10T04:00'));
  });

  it('take a late movement in from the next time on, but not one from before the reset', () => {
    const state = startOccupancy();
    movements(state, [
      ['02T09:00', 5],
      ['02T09:30', 1],
    ]);
    expect(
      movements(state, [
        ['02T09:15', 2],
        ['02T09:45', 0],
      ]).at(-1),
    ).toEqual({ at: at('02T09:30'), people: 8 });
    movements(state, [
      ['03T09:00', 1],
      ['02T10:00', 9],
      ['03T09:15', 0],
    ]);
    expect(state.people).toBe(1);
  });
});
