//! What each account chooses for itself.

use crate::error::{IdentityError, Refusal};
use crate::event::SecurityEventKind;
use crate::identity::Identity;
use crate::session::Session;
use crate::statements::UPDATE_SETTINGS;
use attune_record::db::{Row, Value};
use jiff::Timestamp;
use jiff::tz::TimeZone;

macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $code)] $variant),*
        }

        impl $name {
            /// All choices, the default first.
            pub const ALL: &[$name] = &[$($name::$variant),*];

            /// The name used in forms and tables.
            pub fn code(self) -> &'static str {
                match self { $($name::$variant => $code),* }
            }

            /// The choice of a name.
            pub fn from_code(code: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|choice| choice.code() == code)
            }
        }
    };
}

choice!(
    /// The language of the pages.
    Locale {
        /// English.
        #[default]
        En = "en",
        /// Latin American Spanish.
        Es419 = "es-419",
    }
);

choice!(
    /// Light or dark.
    Theme {
        /// As the device says.
        #[default]
        System = "system",
        /// Light.
        Light = "light",
        /// Dark.
        Dark = "dark",
    }
);

choice!(
    /// The size of text.
    TextSize {
        /// As designed.
        #[default]
        Normal = "normal",
        /// One step larger.
        Large = "large",
        /// Two steps larger.
        Larger = "larger",
    }
);

/// How one person wants the pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountSettings {
    /// Language.
    pub locale: Locale,
    /// Light or dark.
    pub theme: Theme,
    /// IANA name of the zone in which times are shown, for example `America/Bogota`.
    pub time_zone: String,
    /// Size of text.
    pub text_size: TextSize,
}

impl Default for AccountSettings {
    fn default() -> AccountSettings {
        AccountSettings {
            locale: Locale::default(),
            theme: Theme::default(),
            time_zone: "UTC".to_owned(),
            text_size: TextSize::default(),
        }
    }
}

impl AccountSettings {
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        // A name is looked up as a file: nothing but letters may lead there.
        let plain = self
            .time_zone
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "/_+-".contains(c));
        if plain && TimeZone::get(&self.time_zone).is_ok() {
            Ok(())
        } else {
            Err(Refusal::TimeZoneUnknown)
        }
    }

    pub(crate) fn values(&self) -> [Value; 4] {
        [
            self.locale.code().into(),
            self.theme.code().into(),
            self.time_zone.as_str().into(),
            self.text_size.code().into(),
        ]
    }

    /// Reads the four columns from `first` on; a choice that this program does not know is the default.
    pub(crate) fn from_row(row: &Row, first: usize) -> Result<AccountSettings, IdentityError> {
        Ok(AccountSettings {
            locale: Locale::from_code(&row.text(first)?).unwrap_or_default(),
            theme: Theme::from_code(&row.text(first + 1)?).unwrap_or_default(),
            time_zone: row.text(first + 2)?,
            text_size: TextSize::from_code(&row.text(first + 3)?).unwrap_or_default(),
        })
    }
}

impl Identity {
    /// Changes the settings of one's own account.
    pub async fn change_settings(
        &self,
        session: &Session,
        settings: &AccountSettings,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        settings.check()?;
        let mut tx = self.db().begin().await?;
        let mut values = vec![self.tenant(), session.account.0.into()];
        values.extend(settings.values());
        tx.execute(UPDATE_SETTINGS, &values).await?;
        self.note(
            &mut tx,
            SecurityEventKind::SettingsChanged,
            Some(session.account),
            Some(session.account),
            now,
        )
        .await?;
        tx.commit().await?;
        self.inner.cache.forget_account(session.account);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_zone_must_exist_and_cannot_be_a_path_out() {
        let zone = |name: &str| AccountSettings {
            time_zone: name.to_owned(),
            ..AccountSettings::default()
        };
        assert_eq!(zone("America/Bogota").check(), Ok(()));
        for name in ["Moon/Base", "", "../../etc/passwd", "UTC\n"] {
            assert_eq!(
                zone(name).check(),
                Err(Refusal::TimeZoneUnknown),
                "{name:?}"
            );
        }
    }

    #[test]
    fn codes_lead_back_to_their_choice() {
        assert!(
            Locale::ALL
                .iter()
                .all(|l| Locale::from_code(l.code()) == Some(*l))
        );
        assert!(
            Theme::ALL
                .iter()
                .all(|t| Theme::from_code(t.code()) == Some(*t))
        );
        assert!(
            TextSize::ALL
                .iter()
                .all(|t| TextSize::from_code(t.code()) == Some(*t))
        );
        assert_eq!(Locale::from_code("xx"), None);
    }
}
