//! The tables of accounts, in the dialect that both engines share. The tenant is a clinic.
//!
//! Sealed columns are BYTEA; `*_key` columns are keyed hashes, `*_hash` columns SHA-256 of random tokens; times
//! are microseconds since the epoch.

use attune_record::db::Migration;

/// Every change to the tables, oldest first; applied with [`attune_record::db::Db::migrate`] as part `"identity"`.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        number: 1,
        sql: FIRST,
    },
    Migration {
        number: 2,
        sql: CLINIC_ZONE_AND_LAST_SIGN_IN,
    },
];

/// The administrator sees who has not been there for long; new accounts begin in the clinic's zone.
const CLINIC_ZONE_AND_LAST_SIGN_IN: &str = "
ALTER TABLE clinic_setup ADD COLUMN time_zone TEXT;
ALTER TABLE account ADD COLUMN last_signed_in_at BIGINT
";

const FIRST: &str = "
CREATE TABLE clinic_setup (
    tenant UUID NOT NULL,
    name BYTEA,
    token_hash BYTEA,
    token_expires_at BIGINT,
    completed_at BIGINT,
    PRIMARY KEY (tenant)
);
CREATE TABLE account (
    tenant UUID NOT NULL,
    id UUID NOT NULL,
    role TEXT NOT NULL,
    sign_in_key BYTEA NOT NULL,
    sign_in_name BYTEA NOT NULL,
    name BYTEA NOT NULL,
    password BYTEA NOT NULL,
    password_stands_alone BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    deactivated_at BIGINT,
    locale TEXT NOT NULL,
    theme TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    text_size TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX account_sign_in_key ON account (tenant, sign_in_key);
CREATE INDEX account_by_role ON account (tenant, role);
CREATE TABLE sign_in_session (
    tenant UUID NOT NULL,
    token_hash BYTEA NOT NULL,
    id UUID NOT NULL,
    account UUID NOT NULL,
    started_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    stepped_up_at BIGINT,
    device BYTEA NOT NULL,
    PRIMARY KEY (tenant, token_hash)
);
CREATE INDEX sign_in_session_by_account ON sign_in_session (tenant, account, id);
CREATE TABLE sign_in_throttle (
    tenant UUID NOT NULL,
    bucket BYTEA NOT NULL,
    failures BIGINT NOT NULL,
    last_failure_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, bucket)
);
CREATE TABLE challenge (
    tenant UUID NOT NULL,
    token_hash BYTEA NOT NULL,
    purpose TEXT NOT NULL,
    account UUID,
    state BYTEA NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, token_hash)
);
CREATE INDEX challenge_by_expiry ON challenge (tenant, expires_at);
CREATE INDEX challenge_by_account ON challenge (tenant, account);
CREATE TABLE totp (
    tenant UUID NOT NULL,
    account UUID NOT NULL,
    secret BYTEA NOT NULL,
    confirmed_at BIGINT,
    last_step BIGINT NOT NULL,
    PRIMARY KEY (tenant, account)
);
CREATE TABLE recovery_code (
    tenant UUID NOT NULL,
    account UUID NOT NULL,
    code_key BYTEA NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (tenant, account, code_key)
);
CREATE TABLE passkey (
    tenant UUID NOT NULL,
    account UUID NOT NULL,
    id UUID NOT NULL,
    credential_key BYTEA NOT NULL,
    credential BYTEA NOT NULL,
    name BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT,
    PRIMARY KEY (tenant, account, id)
);
CREATE UNIQUE INDEX passkey_credential_key ON passkey (tenant, credential_key);
CREATE TABLE invitation (
    tenant UUID NOT NULL,
    id UUID NOT NULL,
    token_hash BYTEA NOT NULL,
    role TEXT NOT NULL,
    record UUID,
    record_role TEXT,
    invited_by UUID,
    invitee BYTEA,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    used_by UUID,
    revoked_at BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX invitation_token_hash ON invitation (tenant, token_hash);
CREATE INDEX invitation_by_record ON invitation (tenant, record);
CREATE TABLE reset_link (
    tenant UUID NOT NULL,
    token_hash BYTEA NOT NULL,
    account UUID NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    revoked_at BIGINT,
    PRIMARY KEY (tenant, token_hash)
);
CREATE INDEX reset_link_by_account ON reset_link (tenant, account);
CREATE TABLE membership (
    tenant UUID NOT NULL,
    record UUID NOT NULL,
    account UUID NOT NULL,
    id UUID NOT NULL,
    role TEXT NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT,
    break_glass BOOLEAN NOT NULL,
    PRIMARY KEY (tenant, record, account, id)
);
CREATE INDEX membership_by_account ON membership (tenant, account);
CREATE TABLE break_glass (
    tenant UUID NOT NULL,
    id UUID NOT NULL,
    record UUID NOT NULL,
    account UUID NOT NULL,
    reason BYTEA NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX break_glass_by_record ON break_glass (tenant, record, id);
CREATE TABLE security_event (
    tenant UUID NOT NULL,
    id UUID NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    account UUID,
    actor UUID,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX security_event_by_account ON security_event (tenant, account, id)
";
