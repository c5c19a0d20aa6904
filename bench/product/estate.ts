import type { Gateway } from '../load/bodies';
import type { Product } from './host';

const ENTERPRISES = 5;
const SITES_PER_ENTERPRISE = 10;
const CHANNELS = 100;
/** Two rules a site make a hundred; every reading is judged by two. */
const RULES: readonly {
  readonly operator: 'above' | 'below';
  readonly value: number;
  readonly en: string;
  readonly zh: string;
}[] = [
  { operator: 'above', value: 80, en: 'Too hot', zh: '温度过高' },
  { operator: 'below', value: -20, en: 'Too cold', zh: '温度过低' },
];
/** A channel must be hot for this long, ms of event time. */
export const HOT_FOR_MS = 2_000;

export interface Estate {
  readonly gateways: readonly Gateway[];
}

interface Created {
  readonly id: string;
  readonly revision?: number;
}

/** 50 gateways with 100 temperature channels each, on 50 sites of 5 enterprises, and 100 rules; all through the public API. */
export async function createEstate(product: Product): Promise<Estate> {
  const gateways: Gateway[] = [];
  for (let index = 0; index < ENTERPRISES; index += 1) {
    const enterprise = await product.call<Created>('POST', '/v1/enterprises', {
      name: `Enterprise ${index}`,
      industry: 'factory',
    });
    for (let number = 0; number < SITES_PER_ENTERPRISE; number += 1) {
      gateways.push(await createSite(product, enterprise.id, number));
    }
  }
  return { gateways };
}

async function createSite(product: Product, enterpriseId: string, number: number): Promise<Gateway> {
  const site = await product.call<Created>('POST', '/v1/sites', {
    enterpriseId,
    name: `Site ${number}`,
    timeZone: 'Asia/Shanghai',
  });
  const device = await product.call<Created>('POST', '/v1/devices', {
    siteId: site.id,
    name: 'Gateway',
    kind: 'gateway',
    channels: Array.from({ length: CHANNELS }, (_, channel) => ({ name: `c${channel}`, metric: 'temperature' })),
  });
  for (const rule of RULES) await createRule(product, site.id, rule);
  const { key } = await product.call<{ key: string }>('POST', `/v1/devices/${device.id}/credentials`);
  return { deviceId: device.id, key };
}

async function createRule(
  product: Product,
  siteId: string,
  { operator, value, en, zh }: (typeof RULES)[number],
): Promise<void> {
  const rule = await product.call<Created>('POST', '/v1/rules', {
    name: { zh, en },
    family: 'climate',
    metric: 'temperature',
    appliesTo: { sites: [siteId] },
    ladder: [
      {
        severity: 'ORANGE',
        condition: { kind: 'duration', forMs: HOT_FOR_MS, condition: { kind: 'threshold', operator, value } },
      },
    ],
    stalenessMs: 600_000,
  });
  await product.call('POST', `/v1/rules/${rule.id}/publish`, {}, { 'if-match': `"${rule.revision ?? 0}"` });
}
