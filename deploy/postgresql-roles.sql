-- Hak akses PostgreSQL: siapa boleh menulis apa. Jalankan sebagai pemilik basis data, sekali setelah `flask init` dan
-- lagi setelah setiap pembaruan; mengulangnya tidak merusak apa pun:
--
--     psql --single-transaction --file=deploy/postgresql-roles.sql suara
--     CREATE ROLE loket_web LOGIN PASSWORD '…' IN ROLE suara_web;     -- DATABASE_URL peladen: flask serve --no-nights
--     CREATE ROLE loket_malam LOGIN PASSWORD '…' IN ROLE suara_seal;  -- DATABASE_URL pewaktu: flask seal, release, retention
--     CREATE ROLE loket_periksa LOGIN PASSWORD '…' IN ROLE suara_ro;  -- DATABASE_URL auditor: flask verify
--
-- Migrasi (flask db upgrade), cadangan, dan pemulihan tetap dengan akun pemilik. Alasannya: docs/decisions/0011.

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['suara_web', 'suara_seal', 'suara_ro'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', name);
        END IF;
    END LOOP;
    -- Nobody but the owner makes tables, not even temporary ones that could stand in for ours.
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO suara_web, suara_seal, suara_ro', current_database());
END $$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO suara_web, suara_seal, suara_ro;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM suara_web, suara_seal, suara_ro;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO suara_web, suara_seal;

-- web: staff keep their own tables; what nights wrote is only read, and what was decided is only added to.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO suara_web;
REVOKE INSERT, UPDATE, DELETE ON
    alembic_version, seals, ratings, receipts, comments, profile_counts, tallies, element_tallies, supplement_tallies,
    release_queue, release_batches, unit_months, unit_slices, flags, comment_weeks, released_comments
    FROM suara_web;
REVOKE UPDATE, DELETE ON
    audit_events, snapshots, snapshot_lines, snapshot_units, tally_corrections, roster_corrections, flag_decisions,
    roster_request_changes
    FROM suara_web;
REVOKE DELETE ON
    inbox, submissions, spent_tickets, day_keys, periods, revision_proposals, component_records, cases, case_steps,
    roster_requests
    FROM suara_web;
REVOKE DELETE ON paper_batches FROM suara_web;
GRANT UPDATE (state) ON flags TO suara_web;

-- seal: takes the day out of the inbox, writes what is left of it, releases, closes what is over, and nothing else.
GRANT SELECT ON ALL TABLES IN SCHEMA public TO suara_seal;
REVOKE SELECT ON users, user_sessions, saved_views, api_clients, paper_forms FROM suara_seal;
GRANT INSERT ON inbox TO suara_seal;  -- what was imported joins it in its night
GRANT UPDATE, DELETE ON imported_forms TO suara_seal;
GRANT INSERT ON
    seals, ratings, receipts, comments, profile_counts, tallies, element_tallies, supplement_tallies,
    release_queue, release_batches, unit_months, unit_slices,
    flags, periods, component_records, audit_events, submissions, spent_tickets, comment_weeks, released_comments
    TO suara_seal;
GRANT DELETE ON inbox, day_keys, submissions, spent_tickets, ticket_lots, ticket_fetches, release_queue TO suara_seal;
GRANT UPDATE ON inbox, periods TO suara_seal;
GRANT UPDATE (n) ON profile_counts TO suara_seal;
GRANT UPDATE (released_on, sums) ON unit_months TO suara_seal;
GRANT UPDATE (joined) ON seals TO suara_seal;
GRANT UPDATE (last_seal_at) ON agency TO suara_seal;
GRANT UPDATE (pressed_at) ON devices TO suara_seal;
-- flask retention: closes reports whose reporter is silent, and destroys what is older than its time.
GRANT INSERT ON case_steps TO suara_seal;
GRANT UPDATE ON cases TO suara_seal;
GRANT UPDATE (text) ON case_steps TO suara_seal;
GRANT DELETE ON case_originals, case_contacts, case_original_requests, attempts, downloads TO suara_seal;
GRANT DELETE ON hr_lists, hr_entries, import_batches, import_rows TO suara_seal;
GRANT DELETE ON receipts, comments, released_comments, comment_marks, follow_up_comments TO suara_seal;
GRANT UPDATE (state, ended_on, typists, sample) ON paper_batches TO suara_seal;
GRANT SELECT (batch_id), DELETE ON paper_forms TO suara_seal;
GRANT SELECT (created_at), DELETE ON user_sessions TO suara_seal;
DO $$
BEGIN
    IF current_setting('server_version_num')::int >= 170000 THEN
        -- What a seal destroyed must not lie on among dead rows. Older servers leave that to autovacuum.
        EXECUTE 'GRANT MAINTAIN ON inbox, day_keys, case_originals, case_contacts, case_steps, cases, comments, receipts,'
            ' paper_forms TO suara_seal';
    END IF;
END $$;

-- ro: everything that was ever sealed, published or decided; neither today's answers nor anybody's password.
GRANT SELECT ON ALL TABLES IN SCHEMA public TO suara_ro;
REVOKE SELECT ON
    inbox, day_keys, submissions, spent_tickets, users, user_sessions, saved_views, api_clients, case_originals,
    case_contacts, attempts, paper_forms, imported_forms
    FROM suara_ro;
