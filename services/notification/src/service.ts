import { Module } from '@nestjs/common';
import type { Consumer, Engines } from '@loanwatch/engines';
import { ENTITY_MIGRATION, EntityReplica, type Service } from '@loanwatch/platform';
import { Dispatcher } from './app/dispatcher';
import { EmailSender } from './app/email-sender';
import { Planner } from './app/planner';
import { WebhookSender } from './app/webhook-sender';
import type { NotificationConfig } from './config';
import { migrations } from './db/migrations';
import { DeliveriesController } from './http/deliveries.controller';
import { RecipientsController } from './http/recipients.controller';
import { CLOCK, DATABASE, DISPATCHER, IDS, WEBHOOK_POLICY } from './http/tokens';
import { consumeLifecycle } from './messaging/lifecycle.consumer';

export { NotificationConfig } from './config';

@Module({})
class NotificationModule {}

/** notification: tells the right people of cases and alarms, once, and keeps why somebody was not told. */
export async function createService(engines: Engines, config: NotificationConfig): Promise<Service> {
  const { bus, clock, ids } = engines;
  const database = await engines.database.open('notification', [ENTITY_MIGRATION, ...migrations]);
  const replica = new EntityReplica('notification', database, bus);
  const policy = { allowPrivate: config.LOANWATCH_WEBHOOK_ALLOW_PRIVATE };
  const webhook = new WebhookSender(policy);
  const email =
    config.SMTP_URL === undefined ? undefined : new EmailSender(config.SMTP_URL, config.LOANWATCH_MAIL_FROM);
  const senders = { webhook, ...(email !== undefined && { email }) };
  const dispatcher = new Dispatcher(database, bus, clock, senders, Math.random);
  const planner = new Planner(bus, clock, replica, {
    emailConfigured: email !== undefined,
    planned: () => dispatcher.wake(),
  });
  let consumer: Consumer | undefined;
  return {
    name: 'notification',
    institutions: replica,
    module: {
      module: NotificationModule,
      controllers: [RecipientsController, DeliveriesController],
      providers: [
        { provide: DATABASE, useValue: database },
        { provide: CLOCK, useValue: clock },
        { provide: IDS, useValue: ids },
        { provide: WEBHOOK_POLICY, useValue: policy },
        { provide: DISPATCHER, useValue: dispatcher },
      ],
    },
    async start() {
      await replica.start();
      consumer = await consumeLifecycle(bus, database, planner);
      dispatcher.start();
      dispatcher.wake();
    },
    async stop() {
      await consumer?.stop();
      await dispatcher.stop();
      await replica.stop();
      webhook.close();
      email?.close();
    },
    checks: { database: () => database.check() },
  };
}
