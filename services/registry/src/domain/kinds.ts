import { type EntityKind, metric } from '@loanwatch/contracts';
import { type FieldError, isDate, isTimeZone } from '@loanwatch/kernel';
import { isCreditCode } from './credit-code';
import { type KindRules, present, type Reference } from './kind-rules';
import { calendarAfter, calendarErrors } from './site-calendar';

const DAY_SECONDS = 86_400;
export const DEFAULT_LATENESS_LIMIT_SECONDS = 7 * DAY_SECONDS;
export const DEFAULT_EXPECTED_INTERVAL_SECONDS = 900;

const toEnterprise: Reference = { field: 'enterpriseId', kind: 'enterprise' };
const toInstitution: Reference = { field: 'institutionId', kind: 'institution' };

/** The nine kinds of the registry. */
export const KINDS: { readonly [K in EntityKind]: KindRules<K> } = {
  institution: {
    references: [],
    fixed: [],
    place: () => ({}),
    fill: ({ name, kind, status }) => ({ name, kind, status: status ?? 'ACTIVE' }),
    check: () => [],
    identity: { key: ({ name }) => name, field: 'name', rule: 'An institution of this name is registered already.' },
  },

  enterprise: {
    references: [{ field: 'registeredBy', kind: 'institution', optional: true }],
    owner: 'registeredBy',
    fixed: ['registeredBy'],
    place: ({ registeredBy }) => ({ registeredBy: registeredBy ?? null }),
    fill: ({ name, industry, creditCode, tags }) => ({ name, industry, tags: tags ?? [], ...present({ creditCode }) }),
    check: ({ creditCode }) =>
      creditCode === undefined || isCreditCode(creditCode)
        ? []
        : [{ pointer: '/creditCode', detail: 'is not a unified social credit code: its check digit is wrong' }],
    identity: {
      // Per institution: telling one lender that another knows the enterprise would tell it about the other.
      key: ({ registeredBy, creditCode }) => creditCode && `${registeredBy ?? ''}/${creditCode}`,
      field: 'creditCode',
      rule: 'An enterprise with this credit code is registered already.',
    },
  },

  site: {
    references: [toEnterprise],
    fixed: ['enterpriseId'],
    place: ({ enterpriseId }) => ({ enterpriseId }),
    fill: ({ name, timeZone, address, tags, calendar }, before) => ({
      name,
      timeZone,
      tags: tags ?? [],
      calendar: calendarAfter(calendar ?? {}, before?.calendar),
      ...present({ address }),
    }),
    check: ({ timeZone, calendar }) => [
      ...(isTimeZone(timeZone) ? [] : [{ pointer: '/timeZone', detail: 'is not a time zone of the IANA database' }]),
      ...calendarErrors(calendar, '/calendar'),
    ],
    identity: {
      key: ({ enterpriseId, name }) => `${enterpriseId}/${name}`,
      field: 'name',
      rule: 'The enterprise has a site of this name already.',
    },
  },

  loan: {
    references: [toInstitution, toEnterprise],
    owner: 'institutionId',
    fixed: ['institutionId', 'enterpriseId'],
    place: ({ institutionId, enterpriseId }) => ({ enterpriseId, ...present({ institutionId }) }),
    fill: ({ contractNo, principalFen, currency, from, to, status }) => ({
      ...{ contractNo, principalFen, currency: currency ?? 'CNY', from, to, status: status ?? 'ACTIVE' },
    }),
    check: (loan) => periodErrors(loan),
    identity: {
      key: ({ institutionId, contractNo }) => `${institutionId}/${contractNo}`,
      field: 'contractNo',
      rule: 'The institution has a loan with this contract number already.',
    },
  },

  pledge: {
    references: [
      { field: 'loanId', kind: 'loan' },
      { field: 'siteId', kind: 'site' },
    ],
    fixed: ['loanId', 'institutionId', 'enterpriseId'],
    place: ({ loanId }, { loanId: loan }) => ({
      ...{ loanId, institutionId: loan.institutionId, enterpriseId: loan.enterpriseId },
    }),
    fill: ({ siteId, what, quantity, valueFen }) => ({ siteId, what, ...present({ quantity, valueFen }) }),
    check: ({ enterpriseId }, { siteId: site }) =>
      site.enterpriseId === enterpriseId
        ? []
        : [{ pointer: '/siteId', detail: 'is a site of another enterprise than the borrower of the loan' }],
  },

  'key-person': {
    references: [toEnterprise],
    fixed: ['enterpriseId'],
    place: ({ enterpriseId }) => ({ enterpriseId }),
    fill: ({ token, role, consent: { reference, from, to } }) => ({
      ...{ token, role, consent: { reference, from, to: to ?? null } },
    }),
    check: ({ consent }) => periodErrors(consent, '/consent'),
    identity: {
      key: ({ enterpriseId, token }) => `${enterpriseId}/${token}`,
      field: 'token',
      rule: 'The enterprise has a key person with this token already.',
    },
  },

  device: {
    references: [{ field: 'siteId', kind: 'site' }],
    fixed: ['siteId', 'enterpriseId'],
    place: ({ siteId }, { siteId: site }) => ({ siteId, enterpriseId: site.enterpriseId }),
    fill: ({ name, kind, vendor, model, latenessLimitSeconds, expectedIntervalSeconds, status }) => ({
      name,
      kind,
      latenessLimitSeconds: latenessLimitSeconds ?? DEFAULT_LATENESS_LIMIT_SECONDS,
      expectedIntervalSeconds: expectedIntervalSeconds ?? DEFAULT_EXPECTED_INTERVAL_SECONDS,
      status: status ?? 'ACTIVE',
      ...present({ vendor, model }),
    }),
    check: () => [],
    identity: {
      key: ({ siteId, name }) => `${siteId}/${name}`,
      field: 'name',
      rule: 'The site has a device of this name already.',
    },
  },

  channel: {
    references: [{ field: 'deviceId', kind: 'device' }],
    fixed: ['deviceId', 'siteId', 'enterpriseId'],
    place: ({ deviceId }, { deviceId: { siteId, enterpriseId } }) => ({ deviceId, siteId, enterpriseId }),
    fill: ({ name, metric: code, multiplier, wrapAt, maxPerHour, weight, stalenessSeconds, decoderPath }) => ({
      ...{ name, metric: code, multiplier: multiplier ?? 1 },
      ...present({ wrapAt, maxPerHour, weight, stalenessSeconds, decoderPath }),
    }),
    check: (channel) => readingMetricErrors(channel),
    identity: {
      key: ({ deviceId, name }) => `${deviceId}/${name}`,
      field: 'name',
      rule: 'The device has a channel of this name already.',
    },
  },

  grant: {
    references: [toInstitution, toEnterprise],
    fixed: ['institutionId', 'enterpriseId'],
    place: ({ institutionId, enterpriseId }) => ({ institutionId, enterpriseId }),
    fill: ({ signalKinds, from, to, contractNo, status }) => ({
      ...{ signalKinds, from, to: to ?? null, status: status ?? 'ACTIVE' },
      ...present({ contractNo }),
    }),
    check: (grant) => periodErrors(grant),
  },
};

/** Fields of `kind` in which other records name it: while one does, it stays. */
export function dependentsOf(kind: EntityKind): readonly (Reference & { readonly by: EntityKind })[] {
  return Object.entries(KINDS).flatMap(([by, { references }]) =>
    references
      .filter((reference) => reference.kind === kind)
      .map((reference) => ({ ...reference, by: by as EntityKind })),
  );
}

function periodErrors({ from, to }: { readonly from: string; readonly to: string | null }, pointer = ''): FieldError[] {
  if (!isDate(from)) return [{ pointer: `${pointer}/from`, detail: 'is not a date' }];
  if (to === null) return [];
  if (!isDate(to)) return [{ pointer: `${pointer}/to`, detail: 'is not a date' }];
  return from <= to ? [] : [{ pointer: `${pointer}/to`, detail: 'is before the first day' }];
}

function readingMetricErrors({
  metric: code,
  wrapAt,
}: {
  readonly metric: string;
  readonly wrapAt?: number;
}): FieldError[] {
  const known = metric(code);
  if (known === undefined || known.of === 'signal') {
    return [{ pointer: '/metric', detail: 'is not a metric that devices report', code: 'reading.unknown-metric' }];
  }
  if (wrapAt !== undefined && known.kind !== 'counter') {
    return [{ pointer: '/wrapAt', detail: 'belongs to cumulative registers (metrics of kind counter) only' }];
  }
  return [];
}
