//! The catalogue: every statement of the record, by name. A contract test prepares each on both engines.

use crate::db::{RowInsert, Statement, Value};
use attune_therapy::ids::{ClinicId, RecordId};

macro_rules! catalogue {
    ($all:ident: $( $name:ident = $sql:expr; )*) => {
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

/// How many records a statement with a list of them takes; shorter lists are filled up with ids of nobody.
pub(crate) const MANY: usize = 64;

/// The values of a statement with a list of records.
pub(crate) fn many_values(clinic: ClinicId, records: &[RecordId]) -> Vec<Value> {
    let mut values: Vec<Value> = Vec::with_capacity(MANY + 1);
    values.push(clinic.0.into());
    values.extend(records.iter().take(MANY).map(|record| record.0.into()));
    values.resize_with(MANY + 1, || uuid::Uuid::nil().into());
    values
}

/// The placeholders of a list of [`MANY`] records after the tenant's.
macro_rules! of_many {
    ($before:literal, $after:literal) => {
        concat!(
            $before,
            " ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64, $65)",
            $after
        )
    };
}

catalogue! { DATA:
    ANY_CLINIC_OF_DATA = "SELECT tenant FROM clinic ORDER BY tenant LIMIT 1";
    CLINIC_HEAD = "SELECT commit_n, commit_hash, erasures FROM clinic WHERE tenant = $1";
    INSERT_CLINIC = "INSERT INTO clinic (tenant, commit_n, commit_hash, erasures) VALUES ($1, $2, $3, 0)";
    ADVANCE_CLINIC = "UPDATE clinic SET commit_n = $2, commit_hash = $3 WHERE tenant = $1 AND commit_n = $4";
    ADVANCE_CLINIC_ERASING = "UPDATE clinic SET commit_n = $2, commit_hash = $3, erasures = erasures + 1 WHERE tenant = $1 AND commit_n = $4";
    HOLD_CLINIC_AT = "UPDATE clinic SET commit_n = commit_n WHERE tenant = $1 AND commit_n = $2";
    HOLD_CLINIC = "UPDATE clinic SET commit_n = commit_n WHERE tenant = $1";
    COMMITS_SINCE = "SELECT n, heads FROM clinic_commit WHERE tenant = $1 AND n > $2 ORDER BY n";
    COMMITS_FROM = "SELECT n, heads, hash FROM clinic_commit WHERE tenant = $1 AND n > $2 ORDER BY n LIMIT 1000";
    RECORDS_AFTER = "SELECT record, kind FROM record WHERE tenant = $1 AND record > $2 ORDER BY record LIMIT 500";
    ENTRIES_AFTER = "SELECT seq, id, compartment, epoch, block, slot, token, sealed, chain FROM entry WHERE tenant = $1 AND record = $2 AND seq > $3 ORDER BY seq";
    ENTRIES_FROM = "SELECT seq, id, compartment, epoch, block, slot, token, sealed, chain FROM entry WHERE tenant = $1 AND record = $2 AND seq > $3 ORDER BY seq LIMIT 500";
    STRAY_RECORDS = "SELECT DISTINCT entry.record FROM entry LEFT JOIN record ON record.tenant = entry.tenant AND record.record = entry.record WHERE entry.tenant = $1 AND record.record IS NULL ORDER BY entry.record LIMIT 100";
    PLACES_OF = "SELECT id, block, slot FROM entry WHERE tenant = $1 AND record = $2";
    CHAIN_AT = "SELECT chain FROM entry WHERE tenant = $1 AND record = $2 AND seq = $3";
    SNAPSHOT = "SELECT seq, id, sealed FROM snapshot WHERE tenant = $1 AND record = $2";
    DELETE_SNAPSHOT = "DELETE FROM snapshot WHERE tenant = $1 AND record = $2";
    DRAFT = "SELECT version, sealed, updated_at FROM draft WHERE tenant = $1 AND account = $2 AND form = $3 AND subject = $4 AND id = $5";
    DRAFTS_OF = "SELECT form, id, version, sealed, updated_at FROM draft WHERE tenant = $1 AND account = $2 AND form = $3 AND subject = $4 ORDER BY updated_at, id";
    UPDATE_DRAFT = "UPDATE draft SET version = $6, sealed = $7, updated_at = $8 WHERE tenant = $1 AND account = $2 AND form = $3 AND subject = $4 AND id = $5 AND version = $9";
    DELETE_DRAFT = "DELETE FROM draft WHERE tenant = $1 AND account = $2 AND form = $3 AND subject = $4 AND id = $5";
    DELETE_DRAFTS_ABOUT = "DELETE FROM draft WHERE tenant = $1 AND subject = $2";
    ATTACHMENT = "SELECT epoch, block, slot, compartment, sealed FROM attachment WHERE tenant = $1 AND record = $2 AND id = $3";
    ACCESSES_OF = "SELECT id, at, account, role, purpose, what FROM access_log WHERE tenant = $1 AND record = $2 AND at < $3 ORDER BY at DESC, id DESC LIMIT 200";
    CASELOAD_MANY = of_many!("SELECT record, open_alerts, due_since, course_open, sealed FROM caseload WHERE tenant = $1 AND record IN", "");
    CASELOAD_ALL = "SELECT record, open_alerts, due_since, course_open, sealed FROM caseload WHERE tenant = $1 ORDER BY record";
    OPEN_ALERTS = "SELECT record, trigger_entry, rule, occurred_at, recorded_at, acknowledged_at FROM alert WHERE tenant = $1 AND closed_at IS NULL ORDER BY recorded_at";
    SCORES_ALL = "SELECT record, entry, instrument, version, at, total FROM score WHERE tenant = $1 ORDER BY record, entry";
    DUE_ALL = "SELECT record, instrument, occasion, opens_at FROM due WHERE tenant = $1 ORDER BY record, instrument, occasion";
    ALERTS_ALL = "SELECT record, trigger_entry, rule, occurred_at, recorded_at, acknowledged_at, closed_at FROM alert WHERE tenant = $1 ORDER BY record, trigger_entry";
    DELETE_CASELOAD = "DELETE FROM caseload WHERE tenant = $1 AND record = $2";
    DELETE_CASELOAD_MANY = of_many!("DELETE FROM caseload WHERE tenant = $1 AND record IN", "");
    UPDATE_CASELOAD = "UPDATE caseload SET open_alerts = $3, due_since = $4, course_open = $5, sealed = $6 WHERE tenant = $1 AND record = $2";
    DELETE_SCORES = "DELETE FROM score WHERE tenant = $1 AND record = $2";
    DELETE_SCORES_MANY = of_many!("DELETE FROM score WHERE tenant = $1 AND record IN", "");
    DELETE_DUE = "DELETE FROM due WHERE tenant = $1 AND record = $2";
    DELETE_DUE_MANY = of_many!("DELETE FROM due WHERE tenant = $1 AND record IN", "");
    DELETE_ALERTS = "DELETE FROM alert WHERE tenant = $1 AND record = $2";
    DELETE_ALERTS_MANY = of_many!("DELETE FROM alert WHERE tenant = $1 AND record IN", "");
    CLEAR_CASELOAD = "DELETE FROM caseload WHERE tenant = $1";
    CLEAR_SCORES = "DELETE FROM score WHERE tenant = $1";
    CLEAR_DUE = "DELETE FROM due WHERE tenant = $1";
    CLEAR_ALERTS = "DELETE FROM alert WHERE tenant = $1";
    DESTROYED = "SELECT record, name, at FROM destroyed_key WHERE tenant = $1 ORDER BY record, name";
    DELETE_ATTACHMENTS = "DELETE FROM attachment WHERE tenant = $1 AND record = $2";
    DELETE_ATTACHMENTS_IN = "DELETE FROM attachment WHERE tenant = $1 AND record = $2 AND compartment = $3 AND epoch <= $4";
    DELETE_ATTACHMENT_OF_SLOT = "DELETE FROM attachment WHERE tenant = $1 AND record = $2 AND block = $3 AND slot = $4";
    DELETE_NOTICES_ABOUT = "DELETE FROM outbox WHERE tenant = $1 AND record = $2";
    OUTBOX_ONE = "SELECT id FROM outbox WHERE tenant = $1 AND dedup = $2";
    OUTBOX_DUE = "SELECT id, dedup, template, recipient, record, attempts FROM outbox WHERE tenant = $1 AND state = $2 AND not_before <= $3 AND leased_until <= $3 ORDER BY not_before LIMIT 50";
    LEASE_OUTBOX = "UPDATE outbox SET leased_until = $3, attempts = attempts + 1 WHERE tenant = $1 AND id = $2 AND leased_until <= $4 AND state = $5";
    SETTLE_OUTBOX = "UPDATE outbox SET state = $3 WHERE tenant = $1 AND id = $2";
}

inserts! { DATA_INSERTS:
    INSERT_COMMITS = "clinic_commit" ["tenant", "n", "heads", "hash"];
    INSERT_RECORDS = "record" ["tenant", "record", "kind"];
    INSERT_ENTRIES = "entry" ["tenant", "record", "seq", "id", "compartment", "epoch", "block", "slot", "token", "sealed", "chain"];
    INSERT_SNAPSHOTS = "snapshot" ["tenant", "record", "seq", "id", "sealed"];
    INSERT_DRAFTS = "draft" ["tenant", "account", "form", "subject", "id", "version", "sealed", "updated_at"];
    INSERT_ATTACHMENTS = "attachment" ["tenant", "record", "id", "epoch", "block", "slot", "compartment", "sealed"];
    INSERT_ACCESSES = "access_log" ["tenant", "record", "id", "at", "account", "role", "purpose", "what"];
    INSERT_OUTBOX = "outbox" ["tenant", "id", "dedup", "not_before", "leased_until", "attempts", "template", "recipient", "record", "state"];
    INSERT_DESTROYED = "destroyed_key" ["tenant", "record", "name", "at"];
    INSERT_CASELOAD = "caseload" ["tenant", "record", "open_alerts", "due_since", "course_open", "sealed"];
    INSERT_SCORES = "score" ["tenant", "record", "entry", "instrument", "version", "at", "total"];
    INSERT_DUE = "due" ["tenant", "record", "instrument", "occasion", "opens_at"];
    INSERT_ALERTS = "alert" ["tenant", "record", "trigger_entry", "rule", "occurred_at", "recorded_at", "acknowledged_at", "closed_at"];
}

catalogue! { KEYS:
    CLINIC_KEYS = "SELECT name, epoch, wrapped FROM clinic_key WHERE tenant = $1";
    PASSPHRASE_SALT = "SELECT salt FROM passphrase_salt WHERE tenant = $1";
    INSERT_PASSPHRASE_SALT = "INSERT INTO passphrase_salt (tenant, salt) VALUES ($1, $2)";
    ANY_CLINIC = "SELECT tenant FROM clinic_key ORDER BY tenant LIMIT 1";
    UPDATE_CLINIC_KEY = "UPDATE clinic_key SET epoch = $3, wrapped = $4 WHERE tenant = $1 AND name = $2 AND epoch = $5";
    HOLD_CLINIC_KEY = "UPDATE clinic_key SET epoch = epoch WHERE tenant = $1 AND name = 'clinic' AND epoch = $2";
    RECORD_KEY = "SELECT wrapped FROM record_key WHERE tenant = $1 AND record = $2";
    RECORD_KEYS_AFTER = "SELECT record, wrapped FROM record_key WHERE tenant = $1 AND record > $2 ORDER BY record LIMIT 500";
    UPDATE_RECORD_KEY = "UPDATE record_key SET wrapped = $3 WHERE tenant = $1 AND record = $2";
    COMPARTMENT_KEYS = "SELECT compartment, epoch, wrapped FROM compartment_key WHERE tenant = $1 AND record = $2";
    RECORD_KEYS_MANY = of_many!("SELECT record, wrapped FROM record_key WHERE tenant = $1 AND record IN", "");
    COMPARTMENT_KEYS_MANY = of_many!("SELECT record, compartment, epoch, wrapped FROM compartment_key WHERE tenant = $1 AND record IN", "");
    BLOCKS_OF_RECORD = "SELECT block, compartment, epoch, keys FROM key_block WHERE tenant = $1 AND record = $2";
    SNAPSHOT_KEY = "SELECT id, wrapped FROM snapshot_key WHERE tenant = $1 AND record = $2";
    DELETE_SNAPSHOT_KEY = "DELETE FROM snapshot_key WHERE tenant = $1 AND record = $2";
    BLOCK = "SELECT compartment, epoch, keys FROM key_block WHERE tenant = $1 AND record = $2 AND block = $3";
    UPDATE_BLOCK = "UPDATE key_block SET keys = $4 WHERE tenant = $1 AND record = $2 AND block = $3 AND keys = $5";
    DELETE_RECORD_KEY = "DELETE FROM record_key WHERE tenant = $1 AND record = $2";
    DELETE_COMPARTMENT_KEYS = "DELETE FROM compartment_key WHERE tenant = $1 AND record = $2";
    DELETE_COMPARTMENT_KEY = "DELETE FROM compartment_key WHERE tenant = $1 AND record = $2 AND compartment = $3 AND epoch <= $4";
    DELETE_BLOCKS = "DELETE FROM key_block WHERE tenant = $1 AND record = $2";
    DELETE_COMPARTMENT_BLOCKS = "DELETE FROM key_block WHERE tenant = $1 AND record = $2 AND compartment = $3 AND epoch <= $4";
    KEYS_DESTROYED = "SELECT record, name, at FROM destroyed_key WHERE tenant = $1 ORDER BY record, name";
    KEYS_DESTROYED_ONE = "SELECT at FROM destroyed_key WHERE tenant = $1 AND record = $2 AND name = $3";
}

inserts! { KEYS_INSERTS:
    INSERT_CLINIC_KEYS = "clinic_key" ["tenant", "name", "epoch", "wrapped"];
    INSERT_RECORD_KEYS = "record_key" ["tenant", "record", "wrapped"];
    INSERT_COMPARTMENT_KEYS = "compartment_key" ["tenant", "record", "compartment", "epoch", "wrapped"];
    INSERT_SNAPSHOT_KEYS = "snapshot_key" ["tenant", "record", "id", "wrapped"];
    INSERT_BLOCKS = "key_block" ["tenant", "record", "block", "compartment", "epoch", "keys"];
    KEYS_INSERT_DESTROYED = "destroyed_key" ["tenant", "record", "name", "at"];
}
