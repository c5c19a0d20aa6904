import type { Body, Caller, RegistryApp } from './registry-app';

/** Real codes with a right check digit. */
export const CREDIT_CODES = ['91330100799655058B', '9144030071526726XG', '914403001922038216'] as const;

let counter = 0;
/** A text no other test of the file uses. */
export const unique = (text: string): string => `${text}-${++counter}`;

export interface Place {
  readonly enterprise: Body;
  readonly site: Body;
  readonly device: Body;
  readonly channel: Body;
  readonly person: Body;
}

export async function aBank(app: RegistryApp): Promise<Body> {
  return app.as('admin').make('/v1/institutions', { name: unique('银行'), kind: 'bank' });
}

/** An enterprise with one site, a meter on it and a key person, entered by `officer`. */
export async function aPlace(officer: Caller, fields: object = {}): Promise<Place> {
  const enterprise = await officer.make('/v1/enterprises', { name: unique('企业'), industry: 'factory', ...fields });
  const enterpriseId = enterprise.id;
  const site = await officer.make('/v1/sites', { enterpriseId, name: unique('厂房'), timeZone: 'Asia/Shanghai' });
  const { channels, ...device } = await officer.make('/v1/devices', {
    ...{ siteId: site.id, name: unique('总表'), kind: 'meter' },
    channels: [{ name: 'main', metric: 'energy.register', multiplier: 60 }],
  });
  const person = await officer.make('/v1/key-persons', {
    ...{ enterpriseId, name: '欧阳娜娜', token: unique('kp'), role: 'legal-representative' },
    consent: { reference: 'TYS-1', from: '2026-01-01' },
  });
  return { enterprise, site, device: device as Body, channel: channels[0] as Body, person };
}

export const aLoan = (enterpriseId: string, fields: object = {}): object => ({
  ...{ enterpriseId, contractNo: unique('JK'), principalFen: 500_000_000, from: '2026-01-15', to: '2027-01-14' },
  ...fields,
});

export const aGrant = (institutionId: string, enterpriseId: string, fields: object = {}): object => ({
  ...{ institutionId, enterpriseId, signalKinds: ['electricity'], from: '2026-03-01', to: '2026-03-31' },
  ...fields,
});
