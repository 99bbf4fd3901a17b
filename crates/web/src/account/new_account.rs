//! The fields of an account to come, as set-up and invitations ask for them.

use super::zones;
use crate::sent::Sent;
use crate::ui::Field;
use crate::words::Words;
use attune_identity::{
    AccountSettings, LONGEST_PASSWORD, Locale, SHORTEST_ALONE, SHORTEST_WITH_SECOND_FACTOR,
};

/// The name shown to others.
pub(super) fn name(words: Words, sent: &Sent) -> Field {
    Field::text("name", words.t("own-name"))
        .help(words.t("own-name-help"))
        .value(short(sent.get("name")))
        .autocomplete("name")
}

/// The name typed at sign-in.
pub(super) fn sign_in_name(words: Words, sent: &Sent) -> Field {
    Field::text("sign_in_name", words.t("sign-in-name"))
        .help(words.t("sign-in-name-help"))
        .value(short(sent.get("sign_in_name")))
        .autocomplete("username")
}

/// A new password, where a second factor will be asked for as well.
pub(super) fn password_beside_factor(words: Words) -> Field {
    password(words, SHORTEST_WITH_SECOND_FACTOR)
}

/// A new password that may be the only factor.
pub(super) fn password_alone(words: Words) -> Field {
    password(words, SHORTEST_ALONE)
}

/// A new password of at least so many characters.
pub(super) fn password(words: Words, least: usize) -> Field {
    let help = words.t_with(
        "new-password-help",
        &[("least", least.into()), ("most", LONGEST_PASSWORD.into())],
    );
    Field::password("password", words.t("new-password"))
        .help(help)
        .autocomplete("new-password")
}

/// The time zone: as sent, else the clinic's.
pub(super) fn time_zone(words: Words, sent: &Sent, clinic: &str) -> Field {
    let chosen = if sent.has("time_zone") {
        sent.get("time_zone")
    } else {
        clinic
    };
    zones::field(words.t("own-time-zone"), chosen)
}

/// How the new account wants its pages: as this visitor reads them now.
pub(super) fn settings(words: Words, sent: &Sent) -> AccountSettings {
    AccountSettings {
        locale: Locale::from_code(words.language().tag()).unwrap_or_default(),
        time_zone: sent.get("time_zone").to_owned(),
        ..AccountSettings::default()
    }
}

/// What was typed, as far as a page gives it back.
pub(super) fn short(typed: &str) -> String {
    typed.chars().take(500).collect()
}
