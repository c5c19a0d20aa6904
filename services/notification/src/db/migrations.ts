import type { Migration } from '@loanwatch/engines';
import { tenantPolicySql } from '@loanwatch/platform';

export const migrations: readonly Migration[] = [
  {
    name: '202611210001-notification',
    up: `
      create table recipient (
        id uuid primary key,
        institution_id uuid,             -- null: the platform's own staff
        channel text not null check (channel in ('webhook', 'email', 'in-app')),
        address text,                    -- URL or e-mail address; null for in-app
        name text not null,
        preferences jsonb not null,
        language text not null,
        secrets text[] not null,         -- webhook signing secrets, newest first; two during a rotation
        revision integer not null,
        created_at timestamptz not null
      );
      create index on recipient (institution_id, created_at, id);

      -- One row a notification: the delivery log, and the queue of what is still to be sent.
      create table notification (
        id uuid primary key,
        seq bigint generated always as identity,
        xid xid8 not null default pg_current_xact_id(),
        institution_id uuid,
        recipient_id uuid not null references recipient on delete cascade,
        channel text not null,
        alarm_id uuid not null,
        case_id uuid,
        notice jsonb not null,
        status text not null check (status in ('PENDING', 'SENT', 'DROPPED', 'DEAD')),
        reason jsonb,                    -- why it was dropped, waits or is dead
        attempt integer not null default 0,
        next_at timestamptz,             -- PENDING: not before
        leased_until timestamptz,        -- a dispatcher has it in hand
        traceparent text,
        created_at timestamptz not null,
        updated_at timestamptz not null
      ) with (fillfactor = 80);
      create index notification_due on notification (next_at) where status = 'PENDING';
      create index on notification (recipient_id, alarm_id) where status <> 'DROPPED';
      create index on notification (institution_id, created_at desc, id desc);
      create index on notification (xid, seq) where channel = 'in-app';

      ${tenantPolicySql('recipient')}
      ${tenantPolicySql('notification')}
    `,
  },
];
