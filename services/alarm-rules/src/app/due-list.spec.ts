import fc from 'fast-check';
import { DueList } from './due-list';

const item = (name: string): { readonly name: string } => ({ name });

describe('a list of timers', () => {
  it('gives out what is due, earliest first, and nothing twice', () => {
    const list = new DueList<{ readonly name: string }>();
    const [a, b, c] = [item('a'), item('b'), item('c')];
    list.add(a, 30);
    list.add(b, 10);
    list.add(c, 20);
    expect(list.next).toBe(10);
    expect(list.take(20)).toEqual([b, c]);
    expect(list.take(20)).toEqual([]);
    expect(list.take(30)).toEqual([a]);
  });

  it('moves an item forward when it is due earlier', () => {
    const list = new DueList<{ readonly name: string }>();
    const a = item('a');
    list.add(a, 30);
    list.add(a, 10);
    expect(list.take(10)).toEqual([a]);
    expect(list.take(100)).toEqual([]);
  });

  it('does not grow when an item is postponed again and again', () => {
    const list = new DueList<{ readonly name: string }>();
    const a = item('a');
    for (let at = 0; at < 1000; at += 1) list.add(a, 10 + at);
    expect(list.take(10)).toEqual([a]);
    expect(list.next).toBeUndefined();
  });

  it('keeps its order whatever is added', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000)), (times) => {
        const list = new DueList<{ readonly at: number }>();
        for (const at of times) list.add({ at }, at);
        expect(list.take(Infinity).map(({ at }) => at)).toEqual([...times].sort((a, b) => a - b));
      }),
    );
  });
});
