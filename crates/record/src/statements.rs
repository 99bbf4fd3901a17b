//! The catalogue: every statement of the record, by name. A contract test prepares each on both engines.

use crate::db::{RowInsert, Statement};

macro_rules! catalogue {
    ($all:ident: $( $name:ident = $sql:literal; )*) => {
        $( pub(crate) const $name: Statement = Statement { name: stringify!($name), sql: $sql }; )*
        /// Every statement of this database.
        pub const $all: &[Statement] = &[$($name),*];
    };
}

macro_rules! inserts {
    ($all:ident: $( $name:ident = $table:literal $columns:expr; )*) => {
        $( pub(crate) const $name: RowInsert = RowInsert { name: stringify!($name), table: $table, columns: &$columns }; )*
        /// Every insert of many rows into this database.
        pub const $all: &[RowInsert] = &[$($name),*];
    };
}

catalogue! { DATA:
    CLINIC_HEAD = "SELECT commit_n, commit_hash FROM clinic WHERE tenant = $1";
    INSERT_CLINIC = "INSERT INTO clinic (tenant, commit_n, commit_hash) VALUES ($1, $2, $3)";
    ADVANCE_CLINIC = "UPDATE clinic SET commit_n = $2, commit_hash = $3 WHERE tenant = $1 AND commit_n = $4";
    COMMITS_SINCE = "SELECT n, heads FROM clinic_commit WHERE tenant = $1 AND n > $2 ORDER BY n";
    COMMITS_FROM = "SELECT n, heads, hash FROM clinic_commit WHERE tenant = $1 AND n > $2 ORDER BY n LIMIT 1000";
    RECORD_HEAD = "SELECT head_seq, head_hash FROM record WHERE tenant = $1 AND record = $2";
    RECORDS_AFTER = "SELECT record, kind, head_seq, head_hash FROM record WHERE tenant = $1 AND record > $2 ORDER BY record LIMIT 500";
    RECORD_COUNT = "SELECT COUNT(*) FROM record WHERE tenant = $1";
    RECORD_OF_KIND = "SELECT record FROM record WHERE tenant = $1 AND kind = $2 ORDER BY record LIMIT 1";
    UPDATE_RECORD_HEAD = "UPDATE record SET head_seq = $3, head_hash = $4 WHERE tenant = $1 AND record = $2 AND head_seq = $5";
    ENTRIES_AFTER = "SELECT seq, id, compartment, epoch, block, slot, token, sealed, chain FROM entry WHERE tenant = $1 AND record = $2 AND seq > $3 ORDER BY seq";
    DRAFT = "SELECT version, sealed, updated_at FROM draft WHERE tenant = $1 AND account = $2 AND form = $3 AND subject = $4 AND id = $5";
    DRAFTS_OF = "SELECT form, id, version, sealed, updated_at FROM draft WHERE tenant = $1 AND account = $2 AND form = $3 AND subject = $4 ORDER BY updated_at, id";
    UPDATE_DRAFT = "UPDATE draft SET version = $6, sealed = $7, updated_at = $8 WHERE tenant = $1 AND account = $2 AND form = $3 AND subject = $4 AND id = $5 AND version = $9";
    DELETE_DRAFT = "DELETE FROM draft WHERE tenant = $1 AND account = $2 AND form = $3 AND subject = $4 AND id = $5";
    DELETE_DRAFTS_ABOUT = "DELETE FROM draft WHERE tenant = $1 AND subject = $2";
    ATTACHMENT = "SELECT epoch, block, slot, compartment, sealed FROM attachment WHERE tenant = $1 AND record = $2 AND id = $3";
    ATTACHMENTS_OF = "SELECT id, block, slot FROM attachment WHERE tenant = $1 AND record = $2 ORDER BY id";
    ACCESSES_OF = "SELECT id, at, account, role, purpose, what FROM access_log WHERE tenant = $1 AND record = $2 AND at < $3 ORDER BY at DESC, id DESC LIMIT 200";
    CASELOAD_ROW = "SELECT open_alerts, due_since, course_open, sealed FROM caseload WHERE tenant = $1 AND record = $2";
    CASELOAD_ALL = "SELECT record, open_alerts, due_since, course_open, sealed FROM caseload WHERE tenant = $1 ORDER BY record";
    OPEN_ALERTS = "SELECT record, trigger_entry, rule, occurred_at, recorded_at, acknowledged_at FROM alert WHERE tenant = $1 AND closed_at IS NULL ORDER BY recorded_at";
    SCORES_ALL = "SELECT record, entry, instrument, version, at, total FROM score WHERE tenant = $1 ORDER BY record, entry";
    DUE_ALL = "SELECT record, instrument, occasion, opens_at FROM due WHERE tenant = $1 ORDER BY record, instrument, occasion";
    ALERTS_ALL = "SELECT record, trigger_entry, rule, occurred_at, recorded_at, acknowledged_at, closed_at FROM alert WHERE tenant = $1 ORDER BY record, trigger_entry";
    DELETE_CASELOAD = "DELETE FROM caseload WHERE tenant = $1 AND record = $2";
    DELETE_SCORES = "DELETE FROM score WHERE tenant = $1 AND record = $2";
    DELETE_DUE = "DELETE FROM due WHERE tenant = $1 AND record = $2";
    DELETE_ALERTS = "DELETE FROM alert WHERE tenant = $1 AND record = $2";
    CLEAR_CASELOAD = "DELETE FROM caseload WHERE tenant = $1";
    CLEAR_SCORES = "DELETE FROM score WHERE tenant = $1";
    CLEAR_DUE = "DELETE FROM due WHERE tenant = $1";
    CLEAR_ALERTS = "DELETE FROM alert WHERE tenant = $1";
    DESTROYED = "SELECT name, at FROM destroyed_key WHERE tenant = $1 ORDER BY name";
    DESTROYED_ONE = "SELECT at FROM destroyed_key WHERE tenant = $1 AND name = $2";
    INSERT_DESTROYED = "INSERT INTO destroyed_key (tenant, name, at) VALUES ($1, $2, $3)";
    OUTBOX_DUE = "SELECT id, dedup, template, recipient, record, attempts FROM outbox WHERE tenant = $1 AND state = $2 AND not_before <= $3 AND leased_until <= $3 ORDER BY not_before LIMIT 50";
    LEASE_OUTBOX = "UPDATE outbox SET leased_until = $3, attempts = attempts + 1 WHERE tenant = $1 AND id = $2 AND leased_until <= $4 AND state = $5";
    SETTLE_OUTBOX = "UPDATE outbox SET state = $3 WHERE tenant = $1 AND id = $2";
}

inserts! { DATA_INSERTS:
    INSERT_COMMITS = "clinic_commit" ["tenant", "n", "heads", "hash"];
    INSERT_RECORDS = "record" ["tenant", "record", "kind", "head_seq", "head_hash"];
    INSERT_ENTRIES = "entry" ["tenant", "record", "seq", "id", "compartment", "epoch", "block", "slot", "token", "sealed", "chain"];
    INSERT_DRAFTS = "draft" ["tenant", "account", "form", "subject", "id", "version", "sealed", "updated_at"];
    INSERT_ATTACHMENTS = "attachment" ["tenant", "record", "id", "epoch", "block", "slot", "compartment", "sealed"];
    INSERT_ACCESSES = "access_log" ["tenant", "record", "id", "at", "account", "role", "purpose", "what"];
    INSERT_OUTBOX = "outbox" ["tenant", "id", "dedup", "not_before", "leased_until", "attempts", "template", "recipient", "record", "state"];
    INSERT_CASELOAD = "caseload" ["tenant", "record", "open_alerts", "due_since", "course_open", "sealed"];
    INSERT_SCORES = "score" ["tenant", "record", "entry", "instrument", "version", "at", "total"];
    INSERT_DUE = "due" ["tenant", "record", "instrument", "occasion", "opens_at"];
    INSERT_ALERTS = "alert" ["tenant", "record", "trigger_entry", "rule", "occurred_at", "recorded_at", "acknowledged_at", "closed_at"];
}

catalogue! { KEYS:
    CLINIC_KEYS = "SELECT name, epoch, wrapped FROM clinic_key WHERE tenant = $1";
    ANY_CLINIC = "SELECT tenant FROM clinic_key ORDER BY tenant LIMIT 1";
    UPDATE_CLINIC_KEY = "UPDATE clinic_key SET epoch = $3, wrapped = $4 WHERE tenant = $1 AND name = $2";
    RECORD_KEY = "SELECT wrapped FROM record_key WHERE tenant = $1 AND record = $2";
    RECORD_KEYS_AFTER = "SELECT record, wrapped FROM record_key WHERE tenant = $1 AND record > $2 ORDER BY record LIMIT 500";
    UPDATE_RECORD_KEY = "UPDATE record_key SET wrapped = $3 WHERE tenant = $1 AND record = $2";
    COMPARTMENT_KEYS = "SELECT compartment, epoch, wrapped FROM compartment_key WHERE tenant = $1 AND record = $2";
    BLOCKS_OF_RECORD = "SELECT block, compartment, epoch, keys FROM key_block WHERE tenant = $1 AND record = $2";
    BLOCK = "SELECT compartment, epoch, keys FROM key_block WHERE tenant = $1 AND record = $2 AND block = $3";
    UPDATE_BLOCK = "UPDATE key_block SET keys = $4 WHERE tenant = $1 AND record = $2 AND block = $3";
    DELETE_RECORD_KEY = "DELETE FROM record_key WHERE tenant = $1 AND record = $2";
    DELETE_COMPARTMENT_KEYS = "DELETE FROM compartment_key WHERE tenant = $1 AND record = $2";
    DELETE_COMPARTMENT_KEY = "DELETE FROM compartment_key WHERE tenant = $1 AND record = $2 AND compartment = $3";
    DELETE_BLOCKS = "DELETE FROM key_block WHERE tenant = $1 AND record = $2";
    DELETE_COMPARTMENT_BLOCKS = "DELETE FROM key_block WHERE tenant = $1 AND record = $2 AND compartment = $3";
    KEYS_DESTROYED = "SELECT name, at FROM destroyed_key WHERE tenant = $1 ORDER BY name";
    KEYS_DESTROYED_ONE = "SELECT at FROM destroyed_key WHERE tenant = $1 AND name = $2";
    KEYS_INSERT_DESTROYED = "INSERT INTO destroyed_key (tenant, name, at) VALUES ($1, $2, $3)";
}

inserts! { KEYS_INSERTS:
    INSERT_CLINIC_KEYS = "clinic_key" ["tenant", "name", "epoch", "wrapped"];
    INSERT_RECORD_KEYS = "record_key" ["tenant", "record", "wrapped"];
    INSERT_COMPARTMENT_KEYS = "compartment_key" ["tenant", "record", "compartment", "epoch", "wrapped"];
    INSERT_BLOCKS = "key_block" ["tenant", "record", "block", "compartment", "epoch", "keys"];
}
