import type { Reading, Signal } from '@loanwatch/contracts';
import { type CountedStep, isAllocated, newCycleReason, type StepChange } from '@loanwatch/kernel';
import type { ToldOccupancy } from './occupancy';

const COUNT = 'video-analytics.people-count@1';

/** People through a door in an interval [from, at), ms. */
export function countSignal(
  metric: 'people.in' | 'people.out',
  subject: string,
  from: number,
  at: number,
  value: number,
): Signal {
  return { metric, subject, at, from, value, coverage: 1, algorithm: COUNT };
}

/**
 * People between two readings of a cumulative counter. Over a gap it is known how many, not when: coverage 0. A step
 * that says nothing is told with the reason. A late reading has moved the start of the step: what had been told of the
 * former one is taken back first.
 */
export function counterSignals(metric: 'people.in' | 'people.out', subject: string, change: StepChange): Signal[] {
  const { before, now } = change;
  const told = before?.amount == null ? [] : [stepSignal(metric, subject, before, SUPERSEDED)];
  return [...told, stepSignal(metric, subject, now, now.amount === null ? whyNot(now) : undefined)];
}

interface NotJudged {
  readonly code: string;
  readonly detail: string;
}

const SUPERSEDED: NotJudged = { code: 'superseded', detail: 'a late reading has split the interval' };

function stepSignal(metric: string, subject: string, counted: CountedStep, notJudged: NotJudged | undefined): Signal {
  const { from, at, amount } = counted;
  const cycle = newCycleReason(counted);
  const revision = notJudged === SUPERSEDED ? counted.revision + 1 : counted.revision;
  const slash = subject.indexOf('/');
  const told = {
    metric,
    subject,
    at,
    from,
    algorithm: COUNT,
    readings: {
      deviceId: subject.slice('channel:'.length, slash),
      channel: subject.slice(slash + 1),
      from,
      to: at,
      count: 2,
    },
    ...(revision > 0 && { revision }),
    ...(cycle !== undefined && notJudged !== SUPERSEDED && { attributes: { cycle } }),
  };
  if (notJudged !== undefined) return { ...told, value: null, coverage: 0, notJudged };
  return { ...told, value: amount, coverage: isAllocated(counted) ? 1 : 0 };
}

function whyNot({ outcome }: CountedStep): NotJudged {
  if (outcome === 'implausible') {
    return { code: 'register-implausible', detail: 'more than the counter can have counted in that time' };
  }
  return { code: 'register-reset', detail: 'the counter started again; what was counted around it is not known' };
}

export function occupancySignal(siteId: string, { at, people, drift }: ToldOccupancy): Signal {
  return {
    metric: 'people.occupancy',
    subject: `site:${siteId}`,
    at,
    value: people,
    coverage: 1,
    algorithm: 'video-analytics.occupancy@1',
    ...(drift !== undefined && { attributes: { reset: true, drift } }),
  };
}

/** What an engine found, as it is, with what it says about it. */
export function resultSignal({ metric, observedAt, value, attributes }: Reading, subject: string): Signal {
  return {
    metric,
    subject,
    at: observedAt,
    value,
    coverage: 1,
    algorithm: `video-analytics.${metric.replace('.', '-')}@1`,
    ...(attributes !== undefined && { attributes }),
  };
}

/** A key person was recognised; nothing but the band of certainty and the channel goes with it. */
export function personSignal(token: string, at: number, band: string, channel: string): Signal {
  return {
    metric: 'person.match',
    subject: `person:${token}`,
    at,
    value: 1,
    coverage: 1,
    algorithm: 'video-analytics.person-match@1',
    attributes: { band, channel },
  };
}

/** A site day [from, to), ms, and the calendar it was judged by. */
export interface ToldDay {
  readonly siteId: string;
  readonly from: number;
  readonly to: number;
  readonly calendarVersion: number;
}

export function attendanceSignal(
  { siteId, from, to, calendarVersion }: ToldDay,
  people: number | null,
  coverage: number,
  revision: number,
): Signal {
  const told = {
    metric: 'people.attendance',
    subject: `site:${siteId}`,
    at: to,
    from,
    coverage,
    algorithm: 'video-analytics.attendance@1',
    calendarVersion,
    ...(revision > 0 && { revision }),
  };
  if (people !== null) return { ...told, value: people };
  return { ...told, value: null, notJudged: { code: 'coverage-too-low', detail: 'nothing was observed that day' } };
}

/** `workingDays`: undefined when the calendar of a year in between is not known. */
export function absenceSignal(
  { to, calendarVersion }: ToldDay,
  token: string,
  seenAt: number,
  workingDays: number | undefined,
): Signal {
  const told = {
    metric: 'person.absent',
    subject: `person:${token}`,
    at: to,
    algorithm: 'video-analytics.person-absent@1',
    calendarVersion,
    attributes: { lastSeenAt: seenAt },
  };
  if (workingDays !== undefined) return { ...told, value: workingDays, coverage: 1 };
  const notJudged = { code: 'calendar-year-missing', detail: 'no statutory calendar for a year in between' };
  return { ...told, value: null, coverage: 0, notJudged };
}
