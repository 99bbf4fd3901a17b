//! Every statement of this crate. Each names the tenant first and finds its rows through an index.

use attune_record::db::{RowInsert, Statement};

macro_rules! statements {
    ($($name:ident = $sql:expr;)*) => {
        $(pub(crate) const $name: Statement = Statement { name: stringify!($name), sql: $sql };)*
        /// The catalogue, for the contract test that prepares each on both engines.
        pub const ALL: &[&Statement] = &[$(&$name),*];
    };
}

macro_rules! inserts {
    ($($name:ident = $table:literal [$($column:literal),* $(,)?];)*) => {
        $(pub(crate) const $name: RowInsert = RowInsert {
            name: stringify!($name), table: $table, columns: &[$($column),*],
        };)*
        /// The inserts, for the same test.
        pub const INSERTS: &[&RowInsert] = &[$(&$name),*];
    };
}

macro_rules! select_account {
    ($rest:literal) => {
        concat!(
            "SELECT id, role, sign_in_name, name, password, password_stands_alone, created_at, deactivated_at, ",
            "locale, theme, time_zone, text_size, last_signed_in_at FROM account ",
            $rest
        )
    };
}

macro_rules! select_invitation {
    ($rest:literal) => {
        concat!(
            "SELECT id, role, record, record_role, invited_by, invitee, created_at, expires_at, used_at, used_by, ",
            "revoked_at FROM invitation ",
            $rest
        )
    };
}

macro_rules! select_break_glass {
    ($rest:literal) => {
        concat!(
            "SELECT id, record, account, reason, from_at, until_at FROM break_glass ",
            $rest
        )
    };
}

inserts! {
    INSERT_SETUP = "clinic_setup" ["tenant", "token_hash", "token_expires_at"];
    INSERT_ACCOUNT = "account" [
        "tenant", "id", "role", "sign_in_key", "sign_in_name", "name", "password", "password_stands_alone",
        "created_at", "locale", "theme", "time_zone", "text_size",
    ];
    INSERT_SESSION = "sign_in_session" [
        "tenant", "token_hash", "id", "account", "started_at", "seen_at", "stepped_up_at", "device",
    ];
    INSERT_THROTTLE = "sign_in_throttle" ["tenant", "bucket", "failures", "last_failure_at"];
    INSERT_CHALLENGE = "challenge" ["tenant", "token_hash", "purpose", "account", "state", "expires_at"];
    INSERT_TOTP = "totp" ["tenant", "account", "secret", "confirmed_at", "last_step"];
    INSERT_RECOVERY_CODE = "recovery_code" ["tenant", "account", "code_key"];
    INSERT_PASSKEY = "passkey" [
        "tenant", "account", "id", "credential_key", "credential", "name", "created_at",
    ];
    INSERT_INVITATION = "invitation" [
        "tenant", "id", "token_hash", "role", "record", "record_role", "invited_by", "invitee", "created_at",
        "expires_at",
    ];
    INSERT_RESET_LINK = "reset_link" ["tenant", "token_hash", "account", "created_at", "expires_at"];
    INSERT_MEMBERSHIP = "membership" [
        "tenant", "record", "account", "id", "role", "from_at", "until_at", "break_glass",
    ];
    INSERT_BREAK_GLASS = "break_glass" ["tenant", "id", "record", "account", "reason", "from_at", "until_at"];
    INSERT_EVENT = "security_event" ["tenant", "id", "at", "kind", "account", "actor"];
}

statements! {
    // set-up
    SELECT_SETUP = "SELECT name, token_hash, token_expires_at, completed_at FROM clinic_setup WHERE tenant = $1";
    UPDATE_SETUP_TOKEN = "UPDATE clinic_setup SET token_hash = $2, token_expires_at = $3 \
        WHERE tenant = $1 AND completed_at IS NULL";
    COMPLETE_SETUP = "UPDATE clinic_setup SET name = $2, completed_at = $3, token_hash = NULL \
        WHERE tenant = $1 AND token_hash = $4 AND completed_at IS NULL";
    RENAME_CLINIC = "UPDATE clinic_setup SET name = $2 WHERE tenant = $1";
    SELECT_CLINIC_ZONE = "SELECT time_zone FROM clinic_setup WHERE tenant = $1";
    UPDATE_CLINIC_ZONE = "UPDATE clinic_setup SET time_zone = $2 WHERE tenant = $1";

    // accounts
    SELECT_ACCOUNT = select_account!("WHERE tenant = $1 AND id = $2");
    SELECT_ACCOUNT_BY_SIGN_IN_KEY = select_account!("WHERE tenant = $1 AND sign_in_key = $2");
    LIST_ACCOUNTS = select_account!("WHERE tenant = $1 ORDER BY id");
    LIST_ACCOUNTS_OF_ROLE = select_account!("WHERE tenant = $1 AND role = $2 ORDER BY id");
    SELECT_NAMES = "SELECT id, name FROM account \
        WHERE tenant = $1 AND id IN ($2, $3, $4, $5, $6, $7, $8, $9)";
    ACTIVE_OF_ROLE = "SELECT id FROM account WHERE tenant = $1 AND role = $2 AND deactivated_at IS NULL";
    LOCK_ROLE = "UPDATE account SET deactivated_at = deactivated_at WHERE tenant = $1 AND role = $2";
    UPDATE_PASSWORD = "UPDATE account SET password = $3, password_stands_alone = $4 WHERE tenant = $1 AND id = $2";
    REHASH_PASSWORD = "UPDATE account SET password = $3 WHERE tenant = $1 AND id = $2 AND password = $4";
    UPDATE_ROLE = "UPDATE account SET role = $3 WHERE tenant = $1 AND id = $2";
    UPDATE_NAME = "UPDATE account SET name = $3 WHERE tenant = $1 AND id = $2";
    NOTE_SIGN_IN = "UPDATE account SET last_signed_in_at = $3 WHERE tenant = $1 AND id = $2";
    UPDATE_SETTINGS = "UPDATE account SET locale = $3, theme = $4, time_zone = $5, text_size = $6 \
        WHERE tenant = $1 AND id = $2";
    DEACTIVATE_ACCOUNT = "UPDATE account SET deactivated_at = $3 \
        WHERE tenant = $1 AND id = $2 AND deactivated_at IS NULL";
    REACTIVATE_ACCOUNT = "UPDATE account SET deactivated_at = NULL \
        WHERE tenant = $1 AND id = $2 AND deactivated_at IS NOT NULL";

    // sessions
    SELECT_SESSION = "SELECT s.id, s.account, s.started_at, s.seen_at, s.stepped_up_at, a.role, a.name, \
        a.deactivated_at, a.locale, a.theme, a.time_zone, a.text_size \
        FROM sign_in_session s JOIN account a ON a.tenant = s.tenant AND a.id = s.account \
        WHERE s.tenant = $1 AND s.token_hash = $2";
    LIST_SESSIONS = "SELECT id, started_at, seen_at, device FROM sign_in_session \
        WHERE tenant = $1 AND account = $2 ORDER BY id DESC";
    TOUCH_SESSION = "UPDATE sign_in_session SET seen_at = $3 \
        WHERE tenant = $1 AND token_hash = $2 AND seen_at < $3";
    ROTATE_SESSION = "UPDATE sign_in_session SET token_hash = $3, seen_at = $4, stepped_up_at = $4 \
        WHERE tenant = $1 AND token_hash = $2";
    DELETE_SESSION = "DELETE FROM sign_in_session WHERE tenant = $1 AND account = $2 AND id = $3";
    DELETE_OTHER_SESSIONS = "DELETE FROM sign_in_session WHERE tenant = $1 AND account = $2 AND id <> $3";
    DELETE_SESSIONS = "DELETE FROM sign_in_session WHERE tenant = $1 AND account = $2";
    PRUNE_SESSIONS = "DELETE FROM sign_in_session WHERE tenant = $1 AND account = $2 AND started_at < $3";

    // throttling
    COUNT_FAILURE = "UPDATE sign_in_throttle SET failures = failures + 1 WHERE tenant = $1 AND bucket = $2";
    SELECT_THROTTLE = "SELECT failures, last_failure_at FROM sign_in_throttle WHERE tenant = $1 AND bucket = $2";
    SET_THROTTLE = "UPDATE sign_in_throttle SET failures = $3, last_failure_at = $4 \
        WHERE tenant = $1 AND bucket = $2";
    TAKE_BACK_FAILURE = "UPDATE sign_in_throttle SET failures = failures - 1, last_failure_at = $3 \
        WHERE tenant = $1 AND bucket = $2 AND failures > 0";
    CLEAR_THROTTLE = "DELETE FROM sign_in_throttle WHERE tenant = $1 AND bucket = $2";

    // challenges
    SELECT_CHALLENGE = "SELECT purpose, account, state, expires_at FROM challenge \
        WHERE tenant = $1 AND token_hash = $2";
    DELETE_CHALLENGE = "DELETE FROM challenge WHERE tenant = $1 AND token_hash = $2";
    DELETE_CHALLENGES_OF = "DELETE FROM challenge WHERE tenant = $1 AND account = $2";
    PRUNE_CHALLENGES = "DELETE FROM challenge WHERE tenant = $1 AND expires_at < $2";

    // second factors
    SELECT_TOTP = "SELECT secret, confirmed_at, last_step FROM totp WHERE tenant = $1 AND account = $2";
    CONFIRM_TOTP = "UPDATE totp SET confirmed_at = $3, last_step = $4 \
        WHERE tenant = $1 AND account = $2 AND confirmed_at IS NULL";
    USE_TOTP_STEP = "UPDATE totp SET last_step = $3 \
        WHERE tenant = $1 AND account = $2 AND confirmed_at IS NOT NULL AND last_step < $3";
    DELETE_TOTP = "DELETE FROM totp WHERE tenant = $1 AND account = $2";
    DELETE_UNCONFIRMED_TOTP = "DELETE FROM totp WHERE tenant = $1 AND account = $2 AND confirmed_at IS NULL";
    COUNT_RECOVERY_CODES = "SELECT COUNT(*) AS count FROM recovery_code \
        WHERE tenant = $1 AND account = $2 AND used_at IS NULL";
    USE_RECOVERY_CODE = "UPDATE recovery_code SET used_at = $4 \
        WHERE tenant = $1 AND account = $2 AND code_key = $3 AND used_at IS NULL";
    DELETE_RECOVERY_CODES = "DELETE FROM recovery_code WHERE tenant = $1 AND account = $2";
    LIST_PASSKEYS = "SELECT id, credential, name, created_at, last_used_at FROM passkey \
        WHERE tenant = $1 AND account = $2 ORDER BY id";
    SELECT_PASSKEY_BY_CREDENTIAL = "SELECT account, id, credential FROM passkey \
        WHERE tenant = $1 AND credential_key = $2";
    UPDATE_PASSKEY_USE = "UPDATE passkey SET credential = $4, last_used_at = $5 \
        WHERE tenant = $1 AND account = $2 AND id = $3";
    RENAME_PASSKEY = "UPDATE passkey SET name = $4 WHERE tenant = $1 AND account = $2 AND id = $3";
    DELETE_PASSKEY = "DELETE FROM passkey WHERE tenant = $1 AND account = $2 AND id = $3";
    DELETE_PASSKEYS = "DELETE FROM passkey WHERE tenant = $1 AND account = $2";
    COUNT_PASSKEYS = "SELECT COUNT(*) AS count FROM passkey WHERE tenant = $1 AND account = $2";

    // invitations and resets
    SELECT_INVITATION_BY_TOKEN = select_invitation!("WHERE tenant = $1 AND token_hash = $2");
    SELECT_INVITATION = select_invitation!("WHERE tenant = $1 AND id = $2");
    LIST_INVITATIONS = select_invitation!("WHERE tenant = $1 ORDER BY id DESC LIMIT 500");
    LIST_INVITATIONS_OF_RECORD = select_invitation!("WHERE tenant = $1 AND record = $2 ORDER BY id DESC");
    USE_INVITATION = "UPDATE invitation SET used_at = $3, used_by = $4 \
        WHERE tenant = $1 AND id = $2 AND used_at IS NULL AND revoked_at IS NULL";
    REVOKE_INVITATION = "UPDATE invitation SET revoked_at = $3 \
        WHERE tenant = $1 AND id = $2 AND used_at IS NULL AND revoked_at IS NULL";
    SELECT_RESET_LINK = "SELECT account, expires_at, used_at, revoked_at FROM reset_link \
        WHERE tenant = $1 AND token_hash = $2";
    USE_RESET_LINK = "UPDATE reset_link SET used_at = $3 \
        WHERE tenant = $1 AND token_hash = $2 AND used_at IS NULL AND revoked_at IS NULL";
    REVOKE_RESET_LINKS = "UPDATE reset_link SET revoked_at = $3 \
        WHERE tenant = $1 AND account = $2 AND used_at IS NULL AND revoked_at IS NULL";

    // care teams
    LIST_MEMBERSHIPS_OF_ACCOUNT = "SELECT record, role, from_at, until_at, break_glass FROM membership \
        WHERE tenant = $1 AND account = $2 AND (until_at IS NULL OR until_at > $3) ORDER BY record, from_at";
    LIST_MEMBERSHIPS_OF_RECORD = "SELECT id, account, role, from_at, until_at, break_glass FROM membership \
        WHERE tenant = $1 AND record = $2 ORDER BY from_at, id";
    END_MEMBERSHIP = "UPDATE membership SET until_at = $5 \
        WHERE tenant = $1 AND record = $2 AND account = $3 AND id = $4 AND (until_at IS NULL OR until_at > $5)";
    END_PLACES = "UPDATE membership SET until_at = $4 \
        WHERE tenant = $1 AND account = $2 AND role = $3 AND (until_at IS NULL OR until_at > $4)";
    LIST_BREAK_GLASS_OF_RECORD = select_break_glass!("WHERE tenant = $1 AND record = $2 ORDER BY id DESC");
    LIST_BREAK_GLASS = select_break_glass!("WHERE tenant = $1 ORDER BY id DESC LIMIT 500");

    // security events
    LIST_EVENTS = "SELECT id, at, kind, account, actor FROM security_event \
        WHERE tenant = $1 AND id < $2 ORDER BY id DESC LIMIT 100";
    LIST_EVENTS_OF_ACCOUNT = "SELECT id, at, kind, account, actor FROM security_event \
        WHERE tenant = $1 AND account = $2 AND id < $3 ORDER BY id DESC LIMIT 100";
}
