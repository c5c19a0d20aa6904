import { randomBytes } from 'node:crypto';
import { PersonSeal } from './person-seal';

describe('the name of a key person at rest', () => {
  const seal = new PersonSeal(randomBytes(32).toString('base64'));
  const person = '0196a000-0000-7000-8000-000000000001';

  it('is read back with both parts and does not stand in either', () => {
    const stored = seal.seal(person, '欧阳娜娜');
    expect(seal.open(person, stored)).toBe('欧阳娜娜');
    expect(Buffer.concat([stored.sealed, stored.wrapped]).includes('欧阳')).toBe(false);
  });

  it('is sealed with a key of its own every time', () => {
    const [first, second] = [seal.seal(person, '张三'), seal.seal(person, '张三')];
    expect(() => seal.open(person, { wrapped: first.wrapped, sealed: second.sealed })).toThrow();
  });

  it('is not read as another person, with another key of the service, or after tampering', () => {
    const stored = seal.seal(person, '张三');
    expect(() => seal.open('0196a000-0000-7000-8000-000000000002', stored)).toThrow();
    expect(() => new PersonSeal(randomBytes(32).toString('base64')).open(person, stored)).toThrow();
    const tampered = Buffer.from(stored.sealed);
    tampered[14] = (tampered[14] ?? 0) ^ 1;
    expect(() => seal.open(person, { ...stored, sealed: tampered })).toThrow();
  });

  it('needs a key of 32 bytes', () => {
    expect(() => new PersonSeal('c2hvcnQ=')).toThrow(RangeError);
  });
});
