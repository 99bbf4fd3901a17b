//! The tables. One text for both engines; tenant and record lead every key, so that a distributed engine can
//! shard by them. Data and keys live apart: two files on SQLite, two databases on PostgreSQL.
//!
//! What stands in `/* sqlite: ... */` is for SQLite only: a table of short rows that is its own index is
//! half the work to write (one of long rows is not: its pages split all the time).

use crate::db::Migration;

/// Tables of the data database.
pub const DATA: &[Migration] = &[Migration {
    number: 1,
    sql: "
CREATE TABLE clinic (
    tenant UUID NOT NULL PRIMARY KEY,
    commit_n BIGINT NOT NULL,
    commit_hash BYTEA NOT NULL,
    erasures BIGINT NOT NULL
);
CREATE TABLE clinic_commit (
    tenant UUID NOT NULL,
    n BIGINT NOT NULL,
    heads BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (tenant, n)
) /* sqlite: WITHOUT ROWID */;
CREATE TABLE record (
    tenant UUID NOT NULL,
    record UUID NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (tenant, record)
) /* sqlite: WITHOUT ROWID */;
CREATE TABLE entry (
    tenant UUID NOT NULL,
    record UUID NOT NULL,
    seq BIGINT NOT NULL,
    id UUID NOT NULL,
    compartment BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    block UUID,
    slot BIGINT NOT NULL,
    token UUID NOT NULL,
    sealed BYTEA NOT NULL,
    chain BYTEA NOT NULL,
    PRIMARY KEY (tenant, record, seq)
);
CREATE TABLE snapshot (
    tenant UUID NOT NULL,
    record UUID NOT NULL,
    seq BIGINT NOT NULL,
    id UUID NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (tenant, record)
);
CREATE TABLE draft (
    tenant UUID NOT NULL,
    account UUID NOT NULL,
    form TEXT NOT NULL,
    subject UUID NOT NULL,
    id UUID NOT NULL,
    version BIGINT NOT NULL,
    sealed BYTEA NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, account, form, subject, id)
);
CREATE INDEX draft_subject ON draft (tenant, subject);
CREATE TABLE attachment (
    tenant UUID NOT NULL,
    record UUID NOT NULL,
    id UUID NOT NULL,
    epoch BIGINT NOT NULL,
    block UUID NOT NULL,
    slot BIGINT NOT NULL,
    compartment BIGINT NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (tenant, record, id)
);
CREATE TABLE access_log (
    tenant UUID NOT NULL,
    record UUID NOT NULL,
    id UUID NOT NULL,
    at BIGINT NOT NULL,
    account UUID NOT NULL,
    role TEXT NOT NULL,
    purpose TEXT NOT NULL,
    what TEXT NOT NULL,
    PRIMARY KEY (tenant, record, id)
) /* sqlite: WITHOUT ROWID */;
CREATE INDEX access_log_at ON access_log (tenant, record, at);
CREATE TABLE outbox (
    tenant UUID NOT NULL,
    id UUID NOT NULL,
    dedup TEXT NOT NULL,
    not_before BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    template TEXT NOT NULL,
    recipient UUID NOT NULL,
    record UUID,
    state TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX outbox_dedup ON outbox (tenant, dedup);
CREATE INDEX outbox_due ON outbox (tenant, state, not_before);
CREATE TABLE destroyed_key (
    tenant UUID NOT NULL,
    record UUID NOT NULL,
    name TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant, record, name)
);
CREATE TABLE caseload (
    tenant UUID NOT NULL,
    record UUID NOT NULL,
    open_alerts BIGINT NOT NULL,
    due_since BIGINT,
    course_open BOOLEAN NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (tenant, record)
);
CREATE TABLE score (
    tenant UUID NOT NULL,
    record UUID NOT NULL,
    entry UUID NOT NULL,
    instrument TEXT NOT NULL,
    version TEXT NOT NULL,
    at BIGINT NOT NULL,
    total DOUBLE PRECISION,
    PRIMARY KEY (tenant, record, entry)
) /* sqlite: WITHOUT ROWID */;
CREATE INDEX score_at ON score (tenant, instrument, at);
CREATE TABLE due (
    tenant UUID NOT NULL,
    record UUID NOT NULL,
    instrument TEXT NOT NULL,
    occasion TEXT NOT NULL,
    opens_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, record, instrument, occasion)
) /* sqlite: WITHOUT ROWID */;
CREATE INDEX due_opens ON due (tenant, opens_at);
CREATE TABLE alert (
    tenant UUID NOT NULL,
    record UUID NOT NULL,
    trigger_entry UUID NOT NULL,
    rule TEXT NOT NULL,
    occurred_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    acknowledged_at BIGINT,
    closed_at BIGINT,
    PRIMARY KEY (tenant, record, trigger_entry)
) /* sqlite: WITHOUT ROWID */;
CREATE INDEX alert_open ON alert (tenant, closed_at, recorded_at);
",
}];

/// Tables of the key database.
pub const KEYS: &[Migration] = &[Migration {
    number: 1,
    sql: "
CREATE TABLE passphrase_salt (
    tenant UUID NOT NULL PRIMARY KEY,
    salt BYTEA NOT NULL
);
CREATE TABLE clinic_key (
    tenant UUID NOT NULL,
    name TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    wrapped BYTEA NOT NULL,
    PRIMARY KEY (tenant, name)
);
CREATE TABLE record_key (
    tenant UUID NOT NULL,
    record UUID NOT NULL,
    wrapped BYTEA NOT NULL,
    PRIMARY KEY (tenant, record)
);
CREATE TABLE compartment_key (
    tenant UUID NOT NULL,
    record UUID NOT NULL,
    compartment BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    wrapped BYTEA NOT NULL,
    PRIMARY KEY (tenant, record, compartment, epoch)
);
CREATE TABLE snapshot_key (
    tenant UUID NOT NULL,
    record UUID NOT NULL,
    id UUID NOT NULL,
    wrapped BYTEA NOT NULL,
    PRIMARY KEY (tenant, record)
);
CREATE TABLE key_block (
    tenant UUID NOT NULL,
    record UUID NOT NULL,
    block UUID NOT NULL,
    compartment BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    keys BYTEA NOT NULL,
    PRIMARY KEY (tenant, record, block)
);
CREATE TABLE destroyed_key (
    tenant UUID NOT NULL,
    record UUID NOT NULL,
    name TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant, record, name)
);
",
}];

/// Tables that can be thrown away, of both databases: never backed up. Projections are remade by a rebuild, snapshots
/// are taken again as records grow.
pub const DISPOSABLE: &[&str] = &[
    "caseload",
    "score",
    "due",
    "alert",
    "snapshot",
    "snapshot_key",
];
