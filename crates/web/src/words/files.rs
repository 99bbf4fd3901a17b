//! The files of texts, built into the program.

use super::Language;

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        /// Name and content of each file of a language.
        pub(super) fn of(language: Language) -> &'static [(&'static str, &'static str)] {
            match language {
                Language::English => {
                    &[$(($name, include_str!(concat!("../../../../content/locales/en/", $name)))),*]
                }
                Language::Spanish => {
                    &[$(($name, include_str!(concat!("../../../../content/locales/es-419/", $name)))),*]
                }
            }
        }
    };
}

files!(
    "account.ftl",
    "accounts.ftl",
    "case.ftl",
    "caseload.ftl",
    "checkin.ftl",
    "client.ftl",
    "dates.ftl",
    "frame.ftl",
    "help.ftl",
    "risk.ftl",
    "ui.ftl",
    "wrong.ftl",
);
