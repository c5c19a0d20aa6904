import type { Enterprise, Grant, Site } from '@loanwatch/contracts';
import type { Calendar } from '@loanwatch/kernel';
import type { EntityChange, EntityReplica } from '@loanwatch/platform';
import { applies, grantedWindows } from '../domain/applicability';
import type { Surroundings } from '../domain/judge';
import { type Place, restrictedTo, scheduleOf } from '../domain/schedule';
import type { JudgedSubject, PublishedRule } from '../domain/trigger';
import type { RuleSet } from './rule-set';

/** What is known of one site, or of an enterprise as a whole; replaced by a new object when any of it changes. */
export interface SiteView {
  readonly enterpriseId: string;
  readonly siteId: string | null;
  readonly enterprise: Enterprise | undefined;
  readonly site: Site | undefined;
  readonly place: Place;
  readonly grants: readonly Grant[];
}

export interface Match {
  readonly rule: PublishedRule;
  readonly around: Surroundings;
}

export type MasterRecords = Pick<EntityReplica, 'enterprise' | 'site' | 'device' | 'grantsFor' | 'waitFor'>;

/** How long a signal of a site that has just been registered waits for the registry's word, ms. */
const SITE_WAIT_MS = 3_000;

const CALENDAR: Calendar = {
  version: 0,
  workingWeekdays: [1, 2, 3, 4, 5],
  statutory: 'CN',
  holidays: [],
  workdays: [],
  closures: [],
  shifts: [],
  quietHour: '04:00',
};
/** Where an enterprise as a whole is judged: days and holidays of China. */
const HEADQUARTERS: Place = { timeZone: 'Asia/Shanghai', calendar: CALENDAR };

/** Which rules are about a subject, and when they may judge it. */
export class Matcher {
  private readonly views = new Map<string, Map<string | null, SiteView>>();

  constructor(
    private readonly rules: Pick<RuleSet, 'ofMetric'>,
    private readonly records: MasterRecords,
  ) {}

  /** The view in force, the same object as long as nothing changes. */
  view(enterpriseId: string, siteId: string | null): SiteView {
    let ofEnterprise = this.views.get(enterpriseId);
    if (ofEnterprise === undefined) this.views.set(enterpriseId, (ofEnterprise = new Map<string | null, SiteView>()));
    let view = ofEnterprise.get(siteId);
    if (view === undefined) ofEnterprise.set(siteId, (view = this.look(enterpriseId, siteId)));
    return view;
  }

  /** Before the first view of a site: gives the registry's word a moment to arrive. */
  async settle(enterpriseId: string, siteId: string | null): Promise<void> {
    const isKnown = this.views.get(enterpriseId)?.has(siteId) === true;
    if (!isKnown && siteId !== null) await this.records.waitFor('site', siteId, SITE_WAIT_MS);
  }

  match(metric: string, subject: string, view: SiteView): readonly Match[] {
    const rules = this.rules.ofMetric(metric);
    if (rules === undefined) return [];
    const judged: JudgedSubject = { subject, enterpriseId: view.enterpriseId, siteId: view.siteId };
    const target = { ...judged, enterprise: view.enterprise, site: view.site };
    const outOfService = this.isOutOfService(subject);
    const matches: Match[] = [];
    const consider = (rule: PublishedRule): void => {
      const { document } = rule.compiled;
      if (!applies(document.appliesTo, target)) return;
      const schedule = scheduleOf(document.schedule, view.place);
      if (rule.owner.kind === 'platform') {
        matches.push({ rule, around: { place: view.place, schedule, outOfService } });
        return;
      }
      const windows = grantedWindows(view.grants, rule.owner.institutionId, document.family);
      if (windows.length === 0) return;
      matches.push({ rule, around: { place: view.place, schedule: restrictedTo(windows, schedule), outOfService } });
    };
    rules.platform.forEach(consider);
    rules.byEnterprise.get(view.enterpriseId)?.forEach(consider);
    if (rules.byInstitution.size > 0) {
      const institutions = new Set(view.grants.map(({ institutionId }) => institutionId));
      for (const institutionId of institutions) rules.byInstitution.get(institutionId)?.forEach(consider);
    }
    return matches;
  }

  /** Everything known of all sites, because the rules have changed. */
  forgetAll(): void {
    this.views.clear();
  }

  /** What a changed record is part of. */
  forget(change: EntityChange): void {
    const record = change.after ?? change.before;
    if (change.kind === 'enterprise') this.views.delete(change.id);
    else if (record !== undefined && 'enterpriseId' in record) this.views.delete(record.enterpriseId);
  }

  private look(enterpriseId: string, siteId: string | null): SiteView {
    const site = siteId === null ? undefined : this.records.site(siteId);
    return {
      enterpriseId,
      siteId,
      enterprise: this.records.enterprise(enterpriseId),
      site,
      place: site === undefined ? HEADQUARTERS : { timeZone: site.timeZone, calendar: site.calendar },
      grants: this.records.grantsFor(enterpriseId),
    };
  }

  private isOutOfService(subject: string): boolean {
    const deviceId = deviceOf(subject);
    return deviceId !== undefined && this.records.device(deviceId)?.status === 'OUT_OF_SERVICE';
  }
}

/** The device of `device:<id>` and `channel:<id>/<name>`. */
export function deviceOf(subject: string): string | undefined {
  return /^(?:device|channel):([^/]+)/.exec(subject)?.[1];
}
