import 'reflect-metadata';
import { rmSync } from 'node:fs';
import { createService, DeviceIngestConfig, type DurableLog } from '@loanwatch/device-ingest';
import { embeddedEngines } from '@loanwatch/engines';
import { createHttpApp, type Principal } from '@loanwatch/platform';
import { aChannel, aDevice, aPlace, entityRecord } from '@loanwatch/testing';
import type { EdgeReady } from '../goals/http-edge';
import { newFolder } from '../measure/folder';

const GATEWAYS = 50;
const CHANNELS = 100;
const ADMIN: Principal = { subject: 'bench', roles: ['admin'], institutionId: null, enterpriseId: null, kind: 'staff' };

/** Takes everything and keeps nothing: what is left is what the edge costs. */
const FORGETFUL: DurableLog = {
  append: ({ readings }) => Promise.resolve({ accepted: readings.length, duplicates: 0 }),
  drain: () => Promise.resolve(),
};

/** device-ingest alone behind the product's HTTP edge: `edge` without its durable log, `durable` with it. */
async function main(kind: string): Promise<void> {
  const dataDir = newFolder();
  const engines = embeddedEngines({ dataDir });
  await engines.start();
  const service = await createService(
    engines,
    new DeviceIngestConfig(),
    ...(kind === 'edge' ? ([FORGETFUL] as const) : ([] as const)),
  );
  const authenticator = { authenticate: () => Promise.resolve(ADMIN) };
  const app = await createHttpApp([service.module], { authenticator });
  await service.start();
  const { enterprise, site } = aPlace();
  const devices = Array.from({ length: GATEWAYS }, () => aDevice(site));
  await engines.bus.publish([
    entityRecord('enterprise', enterprise),
    entityRecord('site', site),
    ...devices.map((device) => entityRecord('device', device)),
    ...devices.flatMap((device) =>
      Array.from({ length: CHANNELS }, (_, index) =>
        entityRecord('channel', aChannel(device, `c${index}`, 'temperature')),
      ),
    ),
  ]);
  const gateways = [];
  for (const { id } of devices) {
    const answer = await app.inject({
      method: 'POST',
      url: `/v1/devices/${id}/credentials`,
      headers: { authorization: 'Bearer bench' },
    });
    gateways.push({ deviceId: id, key: answer.json<{ key: string }>().key });
  }
  await app.listen({ port: 0, host: '127.0.0.1' });
  process.on('message', () => {
    void (async () => {
      await service.stop();
      await app.close();
      await engines.stop();
      rmSync(dataDir, { recursive: true, force: true });
      process.exit(0);
    })();
  });
  process.send?.({ url: await app.getUrl(), gateways } satisfies EdgeReady);
}

void main(process.argv[2] as string);
