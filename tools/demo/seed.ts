import { StatutoryYearMissing, dayClass } from '@loanwatch/kernel';
import type { EmbeddedIssuer } from '@loanwatch/platform';
import { issuedTokens, LoanwatchClient, Refused, settled } from '../client';
import { DeviceKeys } from '../replay/device-keys';
import { type AppliedSetup, applySetup } from '../setup/apply-setup';
import { checkedSetup, type Setup } from '../setup/setup-file';
import { planAndRecipientSections, ruleSection } from './desk';
import { type FeedOptions, sendHistory } from './feed';
import { LIVE_PATIENCE_MS, reportLive } from './live';
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
  const webhookUrl = await inbox.start();
  const applied = await stages.run('企业、设备、策略与预案 borrowers, devices, rules and plans', () =>
    applyDemo(client, today, webhookUrl),
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
  goOnReporting(feed, now);
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
  goOnReporting({ client, keys: new DeviceKeys(keys), devices }, now);
}

function goOnReporting(feed: FeedOptions, now: () => number): void {
  reportLive({ ...feed, client: feed.client.patient(LIVE_PATIENCE_MS) }, now, (error) =>
    console.error('the simulated devices have stopped:', error),
  );
}

/** Where webhooks may not go to this machine, the demonstration does without the lender's system. */
async function applyDemo(client: LoanwatchClient, today: string, webhookUrl: string): Promise<AppliedSetup> {
  const statutory = statutoryIn(today);
  try {
    return await applySetup(client, demoSetup(today, statutory, webhookUrl));
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== 'recipient.address-refused') throw error;
    return applySetup(client, demoSetup(today, statutory, undefined));
  }
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
