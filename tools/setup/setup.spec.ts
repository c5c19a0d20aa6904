import { covers, difference } from './difference';
import { ruleDocument } from './apply-rule';
import { checkedSetup, SetupError } from './setup-file';

describe('a setup file', () => {
  it('names entries by keys of its own', () => {
    const setup = checkedSetup({
      enterprises: { plant: { name: 'Plant', industry: 'factory' } },
      sites: { hall: { enterprise: 'plant', name: 'Hall' } },
    });
    expect(setup.sites['hall']).toEqual({ enterprise: 'plant', name: 'Hall' });
    expect(setup.devices).toEqual({});
  });

  it.each([
    ['a section that does not exist', { companies: {} }, 'companies is none of the sections'],
    [
      'a reference to nothing',
      { sites: { hall: { enterprise: 'plant' } } },
      'sites.hall.enterprise: there is no "plant"',
    ],
    ['an entry without fields', { sites: { hall: 'Hall' } }, 'sites.hall must hold fields'],
    ['a list where entries by key are expected', { sites: [{ name: 'Hall' }] }, 'sites must hold entries by key'],
    ['no sections at all', 'sites', 'expected sections'],
  ])('is refused for %s', (_, document, reason) => {
    expect(() => checkedSetup(document)).toThrow(SetupError);
    expect(() => checkedSetup(document)).toThrow(reason);
  });

  it('tells everything that is wrong at once', () => {
    const document = { grants: { a: { institution: 'x', enterprise: 'y' } } };
    expect(() => checkedSetup(document)).toThrow(/institution.*\n.*enterprise/);
  });
});

describe('what has to change', () => {
  const current = {
    name: 'Hall',
    calendar: { version: 3, statutory: 'CN', shifts: [{ start: '08:00', end: '18:00' }] },
  };

  it('is nothing where the file agrees, whatever else there is', () => {
    expect(difference(current, { name: 'Hall', calendar: { statutory: 'CN' } })).toBeUndefined();
    expect(difference(current, {})).toBeUndefined();
  });

  it('is the field that differs, whole', () => {
    const calendar = { statutory: 'NONE' };
    expect(difference(current, { name: 'Hall', calendar })).toEqual({ calendar });
    expect(difference(current, { address: 'x' })).toEqual({ address: 'x' });
  });

  it('is a list of another length or order', () => {
    expect(covers([1, 2], [1, 2])).toBe(true);
    expect(covers([1, 2, 3], [1, 2])).toBe(false);
    expect(covers([2, 1], [1, 2])).toBe(false);
  });
});

describe('a rule in a setup', () => {
  const idOf = (section: string, key: string) => (key === 'plant' ? `${section}-id` : undefined);

  it('names enterprises and sites by their keys or by their ids', () => {
    const document = { metric: 'temperature', appliesTo: { sites: ['plant', 'some-id'], industries: ['factory'] } };
    expect(ruleDocument('r', { document }, idOf)).toEqual({
      metric: 'temperature',
      appliesTo: { sites: ['sites-id', 'some-id'], industries: ['factory'] },
    });
  });

  it('must hold a document', () => {
    expect(() => ruleDocument('r', { name: 'x' }, idOf)).toThrow('rules.r.document');
  });
});
