import { StatutoryYearMissing, dayClass } from '@loanwatch/kernel';
import type { EmbeddedIssuer } from '@loanwatch/platform';
import { issuedTokens, LoanwatchClient, settled } from '../client';
import { DeviceKeys } from '../replay/device-keys';
import { applySetup } from '../setup/apply-setup';
import { checkedSetup, type Setup } from '../setup/setup-file';
import { planAndRecipientSections, ruleSection } from './desk';
import { type FeedOptions, sendHistory } from './feed';
import { reportLive } from './live';
import { DEMO_TAG, SINCE_TAG, siteSections, tenantSections } from './places';
import { Stages } from './stages';
import { workOnAlarms } from './staff';
import { dateOf, story } from './story';
import { printFindings } from './findings';
import { WebhookInbox } from './webhook-inbox';

export interface DemoInstallation {
  readonly baseUrl: string;
  readonly issuer: EmbeddedIssuer;
  /** Whether the data folder is new: only then is it filled. */
  readonly isNew: boolean;
  readonly now?: () => number;
}

const SEED = 'loanwatch';
const HISTORY_WITHIN_MS = 180_000;
/** The camera is covered this long after the history ends, when people have had time to look. */
const COVERED_AFTER_MS = 60_000;

/**
 * Fills a new installation through its public API with five borrowers and sixty days of their history, lets staff work on
 * what was found, prints it, and goes on reporting. On one that was filled before, it only goes on reporting.
 */
export async function runDemo({ baseUrl, issuer, isNew, now = Date.now }: DemoInstallation): Promise<void> {
  const client = new LoanwatchClient({ url: baseUrl, tokens: issuedTokens(issuer), identity: { role: 'admin' } });
  if (isNew) await fill(client, now);
  else await goOn(client, now);
}

async function fill(client: LoanwatchClient, now: () => number): Promise<void> {
  const stages = new Stages();
  const today = dateOf(now());
  const inbox = new WebhookInbox();
  const setup = demoSetup(today, statutoryIn(today), await inbox.start());
  const applied = await stages.run('企业、设备、策略与预案 borrowers, devices, rules and plans', () =>
    applySetup(client, setup),
  );
  const secret = applied.secrets.get('jiangdong-core');
  if (secret !== undefined) inbox.trust(secret);

  const until = now();
  const { devices, from, covered } = story({
    seed: SEED,
    today,
    statutory: statutoryIn(today),
    coveredFrom: until + COVERED_AFTER_MS,
  });
  const feed: FeedOptions = { client, keys: new DeviceKeys(applied.keys), devices };
  const tally = await stages.run('六十天历史数据 sixty days of history', (show) =>
    sendHistory(feed, from, until, (share) => show(share)),
  );
  reportLive(feed, now, (error) => console.error('the simulated devices have stopped:', error));
  await stages.run('信号、策略与统计 signals, rules and statistics', () => settled(client, HISTORY_WITHIN_MS));
  await stages.run('审核与处置 review and handling', async () => {
    await workOnAlarms({ client, idOf: (section, key) => applied.ids.get(section, key), now });
    await settled(client, HISTORY_WITHIN_MS);
  });
  await printFindings({
    client,
    ids: applied.ids,
    readings: tally.count.accepted,
    seconds: stages.seconds,
    webhooks: inbox,
    covered: covered.device,
    coveredAt: covered.span.from,
  });
}

async function goOn(client: LoanwatchClient, now: () => number): Promise<void> {
  const [site] = await client.collect<{ tags: readonly string[] }>('/v1/sites', { tag: DEMO_TAG }, 1);
  const since = site?.tags.find((tag) => tag.startsWith(SINCE_TAG))?.slice(SINCE_TAG.length);
  if (since === undefined) return;
  const setup = demoSetup(since, statutoryIn(since), undefined);
  const { keys } = await applySetup(client, { ...setup, rules: {}, plans: {}, recipients: {} });
  const { devices } = story({ seed: SEED, today: since, statutory: statutoryIn(since) });
  reportLive({ client, keys: new DeviceKeys(keys), devices }, now, (error) =>
    console.error('the simulated devices have stopped:', error),
  );
}

function demoSetup(today: string, statutory: 'CN' | 'NONE', webhookUrl: string | undefined): Setup {
  return checkedSetup({
    ...tenantSections(today),
    ...siteSections(today, statutory),
    rules: ruleSection(),
    ...planAndRecipientSections(webhookUrl),
  });
}

/** Chinese holidays as far as they are published; a demonstration in a later year does without. */
function statutoryIn(today: string): 'CN' | 'NONE' {
  const calendar = {
    version: 1,
    workingWeekdays: [],
    statutory: 'CN',
    holidays: [],
    workdays: [],
    closures: [],
    shifts: [],
    quietHour: '03:00',
  } as const;
  try {
    dayClass(calendar, today);
    return 'CN';
  } catch (error) {
    if (error instanceof StatutoryYearMissing) return 'NONE';
    throw error;
  }
}
