import type { Migration } from '@loanwatch/engines';
import { tenantPolicySql } from '@loanwatch/platform';

/** A published template of the platform may be read by everybody who has a scope. */
const templatesForAll = (table: string, published: string): string => `
  CREATE POLICY ${table}_templates ON ${table} FOR SELECT
    USING (institution_id IS NULL AND ${published}
      AND (SELECT NULLIF(current_setting('app.institution_id', true), '')) IS NOT NULL);`;

export const migrations: readonly Migration[] = [
  {
    name: '202601150001-rules',
    up: `
      CREATE TABLE rule (
        id uuid PRIMARY KEY,
        institution_id uuid,
        status text NOT NULL CHECK (status IN ('DRAFT', 'PUBLISHED', 'RETIRED')),
        revision integer NOT NULL,
        version integer,
        published jsonb,
        draft jsonb,
        draft_author text,
        draft_saved_at timestamptz,
        created_at timestamptz NOT NULL,
        written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
        CHECK ((version IS NULL) = (published IS NULL)),
        CHECK ((draft IS NULL) = (draft_author IS NULL) AND (draft IS NULL) = (draft_saved_at IS NULL))
      );
      CREATE INDEX rule_written_by ON rule (written_by);
      CREATE INDEX rule_by_institution ON rule (institution_id, id);

      CREATE TABLE rule_version (
        rule_id uuid NOT NULL REFERENCES rule,
        version integer NOT NULL CHECK (version >= 1),
        institution_id uuid,
        document jsonb NOT NULL,
        author text NOT NULL,
        publisher text NOT NULL,
        published_at timestamptz NOT NULL,
        PRIMARY KEY (rule_id, version)
      );

      CREATE TABLE evaluation_state (
        rule_id uuid NOT NULL,
        version integer NOT NULL,
        subject text NOT NULL,
        enterprise_id uuid NOT NULL,
        site_id uuid,
        live boolean NOT NULL,
        due_at bigint,
        revision integer NOT NULL,
        state jsonb NOT NULL,
        PRIMARY KEY (rule_id, subject, version)
      ) WITH (fillfactor = 70);

      ${tenantPolicySql('rule')}
      ${templatesForAll('rule', 'version IS NOT NULL')}
      ${tenantPolicySql('rule_version')}
      ${templatesForAll('rule_version', 'true')}
      ${tenantPolicySql('evaluation_state', { enterprise: 'enterprise_id' })}`,
  },
];
