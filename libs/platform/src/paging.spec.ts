import { DomainError } from '@loanwatch/kernel';
import { Cursor, readIfMatch, requireRevision } from './index';

const ID = '11111111-1111-4111-8111-111111111111';
const alarms = new Cursor('alarms', ['integer', 'uuid']);

const codeOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error instanceof DomainError ? `${error.kind} ${error.code}` : error;
  }
};

describe('a cursor', () => {
  it('comes back as it was given', () => {
    expect(alarms.decode(alarms.encode([1_750_000_000_000, ID]))).toEqual([1_750_000_000_000, ID]);
    expect(alarms.decode(undefined)).toBeUndefined();
  });

  const good = alarms.encode([1, ID]);
  it.each([
    ['cut off', good.slice(0, -3)],
    ['changed', `${good.slice(0, 20)}${good[20] === 'A' ? 'B' : 'A'}${good.slice(21)}`],
    ['of another list', new Cursor('cases', ['integer', 'uuid']).encode([1, ID])],
    ['with text where a number belongs', alarms.encode(['1; DROP TABLE alarm', ID])],
    ['with no id where one belongs', alarms.encode([1, 'x'])],
    ['with too many values', alarms.encode([1, ID, 3])],
    ['with no time where one belongs', new Cursor('names', ['time', 'uuid']).encode(['yesterday', ID])],
    ['that is empty', ''],
    ['that is no cursor', '%%%'],
    ['with half a character', new Cursor('names', ['text']).encode(['\ud800'])],
  ])('%s is refused', (_, cursor) => {
    expect(codeOf(() => alarms.decode(cursor))).toBe('invalid request.cursor-invalid');
  });

  it('takes times as they are written, and nothing that the database could not read', () => {
    const newest = new Cursor('deliveries', ['time']);
    const at = '2026-11-21T08:00:00.123456Z';
    expect(newest.decode(newest.encode([at]))).toEqual([at]);
    for (const text of [
      'garbage',
      '2026-13-01T00:00:00Z',
      '2026-02-30T00:00:00.000Z',
      '0000-01-01T00:00:00.000Z',
      '-infinity',
      '',
    ]) {
      expect(codeOf(() => newest.decode(newest.encode([text])))).toBe('invalid request.cursor-invalid');
    }
  });

  it('is refused with text that cannot be stored', () => {
    const names = new Cursor('names', ['text']);
    for (const text of ['\u0000', '\ud800']) {
      expect(codeOf(() => names.decode(names.encode([text])))).toBe('invalid request.cursor-invalid');
    }
  });

  it('is given only when there is a next page', () => {
    const page = (rows: number[]) => alarms.page(rows, 2, (row) => [row, ID], String);
    expect(page([1, 2])).toEqual({ items: ['1', '2'], nextCursor: null });
    expect(page([1, 2, 3])).toEqual({ items: ['1', '2'], nextCursor: alarms.encode([2, ID]) });
    expect(page([])).toEqual({ items: [], nextCursor: null });
  });
});

describe('the revision a client last read', () => {
  it('is the number in If-Match', () => {
    expect(readIfMatch('"7"')).toBe(7);
  });

  it.each<[header: string | undefined, refusal: string]>([
    [undefined, 'precondition-required request.precondition-required'],
    ['', 'precondition-required request.precondition-required'],
    ['7', 'malformed request.if-match-malformed'],
    ['*', 'malformed request.if-match-malformed'],
    ['W/"7"', 'malformed request.if-match-malformed'],
    ['"7", "8"', 'malformed request.if-match-malformed'],
    ['"-1"', 'malformed request.if-match-malformed'],
    ['"99999999999999999999"', 'malformed request.if-match-malformed'],
  ])('%s is refused', (header, refusal) => {
    expect(codeOf(() => readIfMatch(header))).toBe(refusal);
  });

  it('must be the one that is', () => {
    expect(() => requireRevision(3, 3)).not.toThrow();
    expect(codeOf(() => requireRevision(3, 4))).toBe('stale request.stale');
  });
});
