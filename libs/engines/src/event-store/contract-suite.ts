import { randomIds } from '@loanwatch/kernel';
import { eventually } from '@loanwatch/testing';
import { type EventStore, type NewEvent, type RecordedEvent, RevisionConflict, type SubscribeOptions } from './port';

const METADATA = { actor: 'system:spec', correlationId: 'c-1', causationId: 'c-0' };

export function newEvent(number = 0): NewEvent {
  return { id: randomIds.next(), type: 'Counted.v1', data: { number, 文字: '预警 \u0000 "\\ \n' }, metadata: METADATA };
}

/** What every {@link EventStore} keeps. `store` gives one that is started; streams are the suite's own. */
export function eventStoreContract(store: () => EventStore): void {
  const freshCategory = () => `count${randomIds.next().replaceAll('-', '')}`;
  const stream = (category = freshCategory()) => `${category}-${randomIds.next()}`;
  const conflictOf = (append: Promise<unknown>) =>
    append.then(
      () => 'appended',
      (error: unknown) => {
        if (!(error instanceof RevisionConflict)) throw error;
        return error.actual;
      },
    );

  describe('appending', () => {
    it('numbers the events of a stream from 0 and reads back what was appended', async () => {
      const name = stream();
      const events = [newEvent(1), newEvent(2), newEvent(3)];

      expect(await store().append(name, 'no-stream', events.slice(0, 1))).toEqual({ revision: 0 });
      expect(await store().append(name, 0, events.slice(1))).toEqual({ revision: 2 });

      const recorded = await store().read(name);
      expect(recorded).toMatchObject(events.map((event, revision) => ({ ...event, stream: name, revision })));
      expect(Date.parse(recorded[0]?.recordedAt ?? '')).toBeGreaterThan(Date.parse('2020-01-01'));
    });

    it('refuses an append whose expectation is behind, ahead or wrong about existence, and appends none of it', async () => {
      const name = stream();
      await store().append(name, 'no-stream', [newEvent(), newEvent()]);

      expect(await conflictOf(store().append(name, 'no-stream', [newEvent()]))).toBe(1);
      expect(await conflictOf(store().append(name, 0, [newEvent(), newEvent()]))).toBe(1);
      expect(await conflictOf(store().append(name, 5, [newEvent()]))).toBe(1);
      expect(await conflictOf(store().append(name, 5, [newEvent(), newEvent()]))).toBe(1);
      expect(await conflictOf(store().append(stream(), 0, [newEvent()]))).toBe('no-stream');
      expect(await store().read(name)).toHaveLength(2);
    });

    it('lets exactly one of many racers win, and the losers of one race do not disturb the others', async () => {
      const streams = Array.from({ length: 20 }, () => stream());

      const outcomes = await Promise.all(
        streams.flatMap((name) =>
          Array.from({ length: 8 }, () => conflictOf(store().append(name, 'no-stream', [newEvent(), newEvent()]))),
        ),
      );

      expect(outcomes.filter((outcome) => outcome === 'appended')).toHaveLength(streams.length);
      expect(outcomes.filter((outcome) => outcome === 1)).toHaveLength(streams.length * 7);
      for (const name of streams) expect(await store().read(name)).toHaveLength(2);
    });

    it('takes a repeated append for the first one, also when the stream has gone on since', async () => {
      const name = stream();
      const first = [newEvent(1), newEvent(2)];
      await store().append(name, 'no-stream', first);
      await store().append(name, 1, [newEvent(3)]);

      expect(await store().append(name, 'no-stream', first)).toEqual({ revision: 1 });
      expect(await store().read(name)).toHaveLength(3);
    });

    it('does not take a part of an earlier append, or other ids in its place, for a repetition', async () => {
      const name = stream();
      const [one, two] = [newEvent(1), newEvent(2)];
      await store().append(name, 'no-stream', [one, two]);

      expect(await conflictOf(store().append(name, 'no-stream', [one, newEvent()]))).toBe(1);
      expect(await conflictOf(store().append(name, 'no-stream', [one, two, newEvent()]))).toBe(1);
      expect(await store().read(name)).toHaveLength(2);
    });

    it('answers a repetition sent at the same time as the first like the first', async () => {
      const name = stream();
      const events = [newEvent(1), newEvent(2)];

      const answers = await Promise.all(Array.from({ length: 10 }, () => store().append(name, 'no-stream', events)));

      expect(answers).toEqual(Array.from({ length: 10 }, () => ({ revision: 1 })));
      expect(await store().read(name)).toHaveLength(2);
    });
  });

  describe('reading a stream', () => {
    it('gives a part of it, forwards and backwards, and nothing of an unknown one', async () => {
      const name = stream();
      await store().append(
        name,
        'no-stream',
        Array.from({ length: 12 }, (_, i) => newEvent(i)),
      );
      const revisions = (events: readonly RecordedEvent[]) => events.map(({ revision }) => revision);

      expect(revisions(await store().read(name, { from: 9 }))).toEqual([9, 10, 11]);
      expect(revisions(await store().read(name, { from: 2, limit: 3 }))).toEqual([2, 3, 4]);
      expect(revisions(await store().readBackwards(name, { limit: 2 }))).toEqual([11, 10]);
      expect(await store().read(stream())).toEqual([]);
      expect(await store().readBackwards(stream(), { limit: 1 })).toEqual([]);
    });
  });

  describe('subscribing', () => {
    let aborts: AbortController[];
    beforeEach(() => void (aborts = []));
    afterEach(() => aborts.forEach((abort) => abort.abort()));

    const follow = (options: Omit<SubscribeOptions, 'signal'>) => {
      const abort = new AbortController();
      aborts.push(abort);
      const events: RecordedEvent[] = [];
      const ended = (async () => {
        for await (const batch of store().subscribe({ ...options, signal: abort.signal })) events.push(...batch);
      })();
      return { events, ended, abort };
    };

    it('delivers what was there, then what comes, of its categories only', async () => {
      const [wanted, alsoWanted, other] = [freshCategory(), freshCategory(), freshCategory()];
      await store().append(stream(wanted), 'no-stream', [newEvent(1)]);
      const following = follow({ categories: [wanted, alsoWanted], after: null });
      await eventually(() => following.events.length === 1);

      await store().append(stream(other), 'no-stream', [newEvent(99)]);
      await store().append(stream(alsoWanted), 'no-stream', [newEvent(2), newEvent(3)]);
      await eventually(() => following.events.length === 3);

      expect(following.events.map(({ data }) => (data as { number: number }).number)).toEqual([1, 2, 3]);
    });

    it('resumes after any checkpoint without a gap or a repetition', async () => {
      const category = freshCategory();
      const name = stream(category);
      for (let i = 0; i < 25; i++) {
        await store().append(name, i === 0 ? 'no-stream' : i - 1, [newEvent(i)]);
      }
      const all = await eventually(async () => {
        const events = await allOf(store(), { categories: [category], after: null, batchSize: 4 });
        expect(events.map(({ revision }) => revision)).toEqual(Array.from({ length: 25 }, (_, i) => i));
        return events;
      });

      for (const [i, { position }] of all.entries()) {
        const rest = await allOf(store(), { categories: [category], after: position, batchSize: 4 });
        expect(rest.map(({ revision }) => revision)).toEqual(all.slice(i + 1).map(({ revision }) => revision));
      }
    });

    it('ends when it is aborted, also while it waits', async () => {
      const following = follow({ categories: [freshCategory()], after: null });
      await store().read(stream());

      following.abort.abort();

      await expect(following.ended).resolves.toBeUndefined();
    });

    it('ends a read of everything at the head', async () => {
      expect(await allOf(store(), { categories: [freshCategory()], after: null })).toEqual([]);
    });
  });
}

export async function allOf(
  store: EventStore,
  options: Omit<SubscribeOptions, 'signal'>,
): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const batch of store.readAll(options)) {
    expect(batch.length).toBeLessThanOrEqual(options.batchSize ?? Number.MAX_SAFE_INTEGER);
    events.push(...batch);
  }
  return events;
}
