import { edgeError } from './edge-error';

const sqlError = (code: string): Error => Object.assign(new Error('canceling statement'), { code, severity: 'ERROR' });

describe('an error of the database at the edge', () => {
  it.each([
    ['a server that goes down', '57P01'],
    ['a broken connection', '08006'],
    ['too many connections', '53300'],
    ['a lock not got in time', '55P03'],
    ['an answer not got in time', '57014'],
    ['a deadlock', '40P01'],
    ['a serialization failure', '40001'],
  ])('means for %s: come back later', (_, code) => {
    expect(edgeError(sqlError(code))).toMatchObject({ code: 'service.unavailable', kind: 'unavailable' });
  });

  it.each([
    ['a violated constraint', '23505'],
    ['a refusal of row-level security', '42501'],
    ['wrong SQL', '42601'],
  ])('is a mistake of ours for %s', (_, code) => {
    expect(edgeError(sqlError(code))).toBeUndefined();
  });
});
