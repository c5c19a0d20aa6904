import type { Migration } from '@loanwatch/engines';
import { tenantPolicySql } from '@loanwatch/platform';

export const migrations: readonly Migration[] = [
  {
    name: '202611210001-alarm-review',
    up: `
      -- The latest alarm of each problem; written with the position of the triggers consumer.
      create table alarm_of_problem (
        fingerprint uuid primary key,
        alarm_id uuid not null
      );

      -- Alarms that another one explains; kept by the process that follows alarms.
      create table explained_alarm (
        alarm_id uuid primary key,
        parent_alarm_id uuid not null
      );
      create index on explained_alarm (parent_alarm_id);

      -- Read models: the folded state and what the queue and the timers ask for. json, because it is read whole.
      create table alarm_state (
        alarm_id uuid primary key,
        revision integer not null,
        state json not null,
        enterprise_id uuid not null,
        device_id uuid,
        family text not null,
        severity_rank smallint not null,
        condition text not null,
        review text not null,
        suppressed boolean not null,
        out_of_service_by text,
        claimed_by text,
        due_at timestamptz,
        raised_at timestamptz not null
      );
      create index review_queue on alarm_state (review, severity_rank desc, due_at, raised_at, alarm_id)
        where review in ('PENDING_REVIEW', 'IN_REVIEW', 'INCONCLUSIVE') and not suppressed;
      create index alarms_to_dispatch on alarm_state (alarm_id) where review = 'CONFIRMED';
      create index alarms_of_devices on alarm_state (device_id) where review <> 'CLOSED';
      create index alarms_out_of_service on alarm_state (out_of_service_by) where out_of_service_by is not null;
      create index alarms_claimed on alarm_state (claimed_by) where claimed_by is not null;

      create table case_state (
        case_id uuid primary key,
        alarm_id uuid not null,
        institution_id uuid not null,
        revision integer not null,
        state json not null
      );
      create index on case_state (alarm_id);
      ${tenantPolicySql('case_state')}

      -- One row for each thing that a stream waits for; 'about' is the time that the command names.
      create table timer (
        stream text not null,
        kind text not null,
        due_at timestamptz not null,
        about timestamptz not null,
        primary key (stream, kind)
      );
      create index on timer (due_at);

      create table plan (
        plan_id uuid primary key,
        institution_id uuid not null,
        version integer not null,
        created_at timestamptz not null,
        retired_at timestamptz
      );
      create index on plan (institution_id, plan_id);
      ${tenantPolicySql('plan')}

      create table plan_version (
        plan_id uuid not null references plan,
        version integer not null,
        institution_id uuid not null,
        name text not null,
        families text[] not null,
        severities text[] not null,
        steps json not null,
        created_by text not null,
        created_at timestamptz not null,
        primary key (plan_id, version)
      );
      ${tenantPolicySql('plan_version')}
    `,
  },
];
