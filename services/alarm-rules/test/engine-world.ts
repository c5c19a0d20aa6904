import { type Grant, metric, type RuleDocument, type Signal, type SignalBatch, type Site } from '@loanwatch/contracts';
import type { Tx } from '@loanwatch/engines';
import { DAY_MS, derivedId } from '@loanwatch/kernel';
import { aPlace } from '@loanwatch/testing';
import { type Decision, Engine } from '../src/app/engine';
import { Matcher } from '../src/app/matcher';
import { rulesByMetric } from '../src/app/rule-set';
import { StandingMoved, type StandingStore, type StoredStanding } from '../src/app/standing-store';
import { compile } from '../src/domain/compile';
import { triggerOf, type PublishedRule } from '../src/domain/trigger';

/** The engine needs no transaction of its own, and the store in memory takes none. */
export const NO_TX = {} as Tx;

/** Standings as JSON in memory, with the same refusals as the table. */
export class MemoryStandings implements StandingStore {
  readonly rows = new Map<string, string>();

  load(wanted: readonly { readonly ruleId: string; readonly subject: string }[]): Promise<StoredStanding[]> {
    return Promise.resolve(
      wanted.flatMap(({ ruleId, subject }) => {
        const json = this.rows.get(`${ruleId} ${subject}`);
        return json === undefined ? [] : [parsed(json)];
      }),
    );
  }

  timed(): Promise<StoredStanding[]> {
    return Promise.resolve([...this.rows.values()].map(parsed).filter(({ standing }) => standing.dueAt !== undefined));
  }

  save(standings: readonly StoredStanding[]): Promise<void> {
    for (const standing of standings) {
      const key = `${standing.ruleId} ${standing.subject}`;
      const known = this.rows.get(key);
      if ((known === undefined ? 0 : parsed(known).revision) !== standing.revision) throw new StandingMoved(key);
      this.rows.set(key, JSON.stringify({ ...standing, revision: standing.revision + 1 }));
    }
    return Promise.resolve();
  }
}

function parsed(json: string): StoredStanding {
  const row = JSON.parse(json) as StoredStanding;
  const { evidence, dueAt } = row.standing;
  return { ...row, standing: { ...row.standing, evidence, dueAt } };
}

export const { enterprise: ENTERPRISE, site: SITE } = aPlace();

export function aPublished(document: RuleDocument, name: string, version = 1): PublishedRule {
  const judged = metric(document.metric);
  if (judged === undefined) throw new Error(document.metric);
  return { id: derivedId(name), version, owner: { kind: 'platform' }, compiled: compile(document, judged) };
}

/** An engine over rules that are all templates of the platform, and one site. */
export function anEngine(rules: readonly PublishedRule[], store: StandingStore, site: Site = SITE): Engine {
  const byMetric = rulesByMetric(rules);
  const get = (id: string): PublishedRule | undefined => rules.find((rule) => rule.id === id);
  const matcher = new Matcher(
    { ofMetric: (code) => byMetric.get(code) },
    {
      enterprise: () => ENTERPRISE,
      site: () => site,
      device: () => undefined,
      grantsFor: (): Grant[] => [],
      waitFor: () => Promise.resolve(undefined),
    },
  );
  return new Engine({ get }, matcher, store, { allowedLatenessMs: 7 * DAY_MS });
}

export function aBatchOf(signals: readonly Signal[], live = false): SignalBatch {
  const { enterpriseId, id } = SITE;
  return { enterpriseId, siteId: id, service: 'test', live, receivedAt: signals.at(-1)?.at ?? 0, signals };
}

/** Judges batches one after the other, each with its writing, as consumers do; the ids of the verdicts. */
export async function judgeAll(engine: Engine, batches: readonly SignalBatch[]): Promise<readonly string[]> {
  const said: string[] = [];
  for (const batch of batches) {
    await engine.prepare([batch], NO_TX);
    said.push(...idsOf(engine.judge(batch)));
    await engine.save(0, NO_TX);
  }
  return said;
}

export const idsOf = (decisions: readonly Decision[]): readonly string[] =>
  decisions.map(({ watch, verdict }) => triggerOf(watch.rule, watch.watched, verdict).triggerId);
