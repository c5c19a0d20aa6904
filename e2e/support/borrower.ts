import type { Caller } from './caller';

/** Dates of the lender's day, days from now. */
export function dateIn(days: number): string {
  return new Date(Date.now() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10);
}

/** Lateness limit of a device whose history is sent afterwards. */
export const FAR_BACK_SECONDS = 50 * 365 * 86_400;

export interface Place {
  readonly enterpriseId: string;
  readonly siteId: string;
}

export interface KeyedDevice {
  readonly deviceId: string;
  readonly key: string;
}

interface ChannelText {
  readonly name: string;
  readonly metric: string;
}

/** An institution as the admin enters it. */
export async function enterInstitution(admin: Caller, name: string): Promise<string> {
  return (await admin.create('/v1/institutions', { name, kind: 'bank' })).id;
}

/** A borrower with one site in Shanghai, as an information officer of the lender enters them. */
export async function enterPlace(officer: Caller, name: string, industry = 'factory'): Promise<Place> {
  const { id: enterpriseId } = await officer.create('/v1/enterprises', { name, industry });
  const { id: siteId } = await officer.create('/v1/sites', {
    enterpriseId,
    name: `${name}, site 1`,
    timeZone: 'Asia/Shanghai',
    calendar: { statutory: 'NONE', workingWeekdays: [1, 2, 3, 4, 5, 6, 7] },
  });
  return { enterpriseId, siteId };
}

/** A device with its channels and its own key. */
export async function installDevice(
  officer: Caller,
  siteId: string,
  device: {
    readonly name: string;
    readonly kind: string;
    readonly channels: readonly ChannelText[];
    readonly expectedIntervalSeconds?: number;
    readonly latenessLimitSeconds?: number;
  },
): Promise<KeyedDevice> {
  const { id: deviceId } = await officer.create('/v1/devices', { siteId, ...device });
  const { key } = await officer.create<{ key: string }>(`/v1/devices/${deviceId}/credentials`, {});
  return { deviceId, key };
}

/** From `from` to `to`, days from today; without an end unless said. */
export function grantText(
  institutionId: string,
  enterpriseId: string,
  signalKinds: readonly string[],
  { from = -60, to }: { readonly from?: number; readonly to?: number } = {},
): object {
  return {
    institutionId,
    enterpriseId,
    signalKinds,
    from: dateIn(from),
    ...(to !== undefined && { to: dateIn(to) }),
  };
}

/** Warm above a limit, judged on every reading of a thermometer. */
export function warmRule(limitCelsius: number, changes: object = {}): object {
  return {
    name: { zh: '库温过高', en: 'Hall too warm' },
    family: 'climate',
    metric: 'temperature',
    ladder: [{ severity: 'ORANGE', condition: { kind: 'threshold', operator: 'above', value: limitCelsius } }],
    stalenessMs: 3_600_000,
    ...changes,
  };
}

/** Drafts and publishes; returns the id. */
export async function publishRule(author: Caller, document: object): Promise<string> {
  const { id } = await author.create('/v1/rules', document);
  await author.command(`/v1/rules/${id}`, 'publish');
  return id;
}
