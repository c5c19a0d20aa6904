import { SCHEMAS, type SchemaName } from './generated/schemas';
import { agrees, assertContract, validate } from './validate';

const ID = '0192f3a0-5c01-7b3e-9a41-2f6d8c0b0001';
const AT = 1_762_128_000_000;
const loan = {
  id: ID,
  institutionId: ID,
  enterpriseId: ID,
  contractNo: 'HZ-1',
  principalFen: 1,
  currency: 'CNY',
  from: '2025-03-01',
  to: '2026-02-28',
  status: 'ACTIVE',
};

describe('validation against a contract', () => {
  it.each(Object.keys(SCHEMAS) as SchemaName[])('%s can be checked in both modes', (name) => {
    expect(() => [agrees(name, {}, 'writing'), agrees(name, {}, 'reading')]).not.toThrow();
  });

  it('refuses an unknown field when writing and ignores it when reading', () => {
    const newer = { ...loan, branch: 'Haizhou' };
    expect(validate('Loan', newer)).toEqual([{ pointer: '/branch', detail: 'is not a known field' }]);
    expect(validate('Loan', newer, 'reading')).toEqual([]);
  });

  it('ignores it in a nested record too', () => {
    const changed = {
      kind: 'loan',
      id: ID,
      version: 1,
      deleted: false,
      at: AT,
      entity: { ...loan, branch: 'Haizhou' },
    };
    expect(agrees('EntityChanged', changed, 'reading')).toBe(true);
    expect(agrees('EntityChanged', changed, 'writing')).toBe(false);
  });

  it('points at every mistake with a JSON Pointer', () => {
    expect(validate('Loan', { ...loan, to: '2026-02-30', status: 'LOST', 'a/b~c': 1, from: undefined })).toEqual(
      expect.arrayContaining([
        { pointer: '/a~1b~0c', detail: 'is not a known field' },
        { pointer: '/to', detail: 'must match format "date"' },
        { pointer: '/status', detail: 'must be one of ACTIVE, OVERDUE, REPAID, WRITTEN_OFF' },
        { pointer: '/from', detail: 'is missing' },
      ]),
    );
  });

  it('names the field that tells alternatives apart', () => {
    expect(validate('EntityChanged', { kind: 'robot' })).toEqual([
      { pointer: '/kind', detail: 'is none of the known ones' },
    ]);
  });

  it('lists at most 50 errors of a document, however wrong it is', () => {
    const batch = { readings: Array.from({ length: 1000 }, () => ({})) };
    expect(validate('ReadingBatch', batch)).toHaveLength(50);
  });

  it('leaves the document as it was', () => {
    const frozen = Object.freeze({ ...loan });
    expect(() => assertContract('Loan', frozen)).not.toThrow();
  });

  it.each(['__proto__', 'constructor', 'toString'])('is not deceived by a field named %s', (name) => {
    const document: unknown = JSON.parse(`{"${name}": {"id": "x"}}`);
    expect(agrees('Loan', document)).toBe(false);
  });

  it('accepts the identity that another service derived', () => {
    expect(agrees('Uuid', '5f0c6d0e-7f5b-5e0a-8c1d-3a9be8f0c211')).toBe(true);
    expect(agrees('Uuid', `urn:uuid:${ID}`)).toBe(false);
  });
});
