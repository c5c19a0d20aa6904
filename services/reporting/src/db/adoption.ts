import { NOT_BEGUN_MS } from '../domain/recording';

/**
 * SQL of two functions of the schema's owner, for a rebuild in the schema `<live>_rebuild`. `begin_rebuild()` empties its
 * tables but for the names of the series: a request that is under way during the exchange must not find another series
 * under an id it has read. `adopt_rebuild()` exchanges the tables with the live ones: readers and writers find the rebuilt
 * ones from the commit on, and the former ones stay beside until the next rebuild.
 */
export function adoptionSql(tables: readonly string[]): string {
  const list = tables.map((table) => `'${table}'`).join(', ');
  return `
    SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);

    CREATE FUNCTION move_projections(source text, target text) RETURNS void LANGUAGE plpgsql AS $function$
    DECLARE
      -- All at once: partitions are found by their parent, which moves first.
      moved regclass[] := ARRAY(
        SELECT format('%I.%I', source, name)::regclass FROM unnest(ARRAY[${list}]) AS name
        UNION ALL
        SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = format('%I.history', source)::regclass);
      relation regclass;
    BEGIN
      FOREACH relation IN ARRAY moved LOOP
        EXECUTE format('ALTER TABLE %s SET SCHEMA %I', relation, target);
      END LOOP;
    END $function$;

    CREATE FUNCTION adopt_rebuild() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $function$
    DECLARE
      live text := current_schema();
      rebuilt text := current_schema() || '_rebuild';
      passage text := current_schema() || '_passage';
      -- Privileges stay with a table when it moves; these give the tables that come what those before them had.
      grants text[] := ARRAY(
        SELECT format('GRANT %s ON %I.%I TO %s', acl.privilege_type, nspname, relname, acl.grantee::regrole)
        FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace, LATERAL aclexplode(relacl) AS acl
        WHERE nspname IN (live, rebuilt) AND relname IN (${list}) AND acl.grantee NOT IN (relowner, 0));
      command text;
    BEGIN
      EXECUTE format('CREATE SCHEMA %I', passage);
      PERFORM move_projections(live, passage);
      PERFORM move_projections(rebuilt, live);
      PERFORM move_projections(passage, rebuilt);
      EXECUTE format('DROP SCHEMA %I', passage);
      FOREACH command IN ARRAY grants LOOP
        EXECUTE command;
      END LOOP;
    END $function$;

    CREATE FUNCTION begin_rebuild() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $function$
    DECLARE
      rebuilt text := current_schema() || '_rebuild';
      emptied text;
    BEGIN
      FOREACH emptied IN ARRAY ARRAY[${list}] LOOP
        EXECUTE format('TRUNCATE %I.%I', rebuilt, emptied);
      END LOOP;
      EXECUTE format(
        'INSERT INTO %I.series SELECT (jsonb_populate_record(named, $1)).* FROM series AS named', rebuilt)
        USING jsonb_build_object('longest_ms', 0, 'since', ${NOT_BEGUN_MS});
      -- Ids of series that are new in both meanwhile differ too.
      EXECUTE format('ALTER TABLE %I.series ALTER COLUMN id RESTART WITH %s', rebuilt,
        (SELECT coalesce(max(id), 0) + 1000000 FROM series));
    END $function$;

    REVOKE EXECUTE ON FUNCTION move_projections, adopt_rebuild, begin_rebuild FROM PUBLIC;
    DO $$ BEGIN
      EXECUTE format('GRANT EXECUTE ON FUNCTION adopt_rebuild, begin_rebuild TO %I', current_setting('app.service_role'));
    END $$;`;
}
