//! What a person is told when an account matter is refused, in their language.

use crate::who::Visitor;
use crate::words::Words;
use crate::wrong::Wrong;
use attune_identity::{IdentityError, Refusal};
use axum::http::StatusCode;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// The refusal that a page can show at its form; anything else is no page of this handler.
pub(crate) fn refusal(error: IdentityError) -> Result<Refusal, Wrong> {
    match error {
        IdentityError::Refused(Refusal::StepUpNeeded | Refusal::NotAllowed | Refusal::NotFound) => {
            Err(match error.refusal() {
                Some(Refusal::StepUpNeeded) => Wrong::StepUp,
                _ => Wrong::NotFound,
            })
        }
        IdentityError::Refused(refusal) => Ok(refusal),
        other => Err(other.into()),
    }
}

/// What is said: what happened, why, and what to do.
pub(crate) async fn told(visitor: &Visitor, refusal: &Refusal) -> Result<String, Wrong> {
    Ok(say(
        visitor.words,
        refusal,
        &visitor.zone().await?,
        visitor.now,
    ))
}

fn say(words: Words, refusal: &Refusal, zone: &TimeZone, now: Timestamp) -> String {
    let date = |on: &Timestamp| words.date(on.to_zoned(zone.clone()).date());
    match refusal {
        Refusal::Throttled { until } => {
            let wait = until.duration_since(now).max(SignedDuration::from_secs(1));
            let time = words.time(until.to_zoned(zone.clone()).time());
            let seconds = wait.as_secs() + i64::from(wait.subsec_nanos() > 0);
            if seconds < 60 {
                words.count("refused-throttled-seconds", seconds)
            } else {
                let minutes = (seconds + 59) / 60;
                words.t_with(
                    "refused-throttled-minutes",
                    &[("count", minutes.into()), ("time", time.into())],
                )
            }
        }
        Refusal::LinkUsed { on } => words.t_with("refused-link-used", &[("date", date(on).into())]),
        Refusal::LinkExpired { on } => {
            words.t_with("refused-link-expired", &[("date", date(on).into())])
        }
        Refusal::LinkRevoked { on } => {
            words.t_with("refused-link-revoked", &[("date", date(on).into())])
        }
        Refusal::PasswordTooShort { least } => {
            words.t_with("refused-password-too-short", &[("least", (*least).into())])
        }
        Refusal::PasswordTooLong { most } => {
            words.t_with("refused-password-too-long", &[("most", (*most).into())])
        }
        // The language files blame nobody, not even in their keys.
        other => words
            .one_of("refused", other.code().replace("-invalid", "-unfit"))
            .into_owned(),
    }
}

/// The field at which it is said; none if it concerns no field.
pub(crate) fn at_field(refusal: &Refusal) -> Option<&'static str> {
    match refusal {
        Refusal::PasswordTooShort { .. }
        | Refusal::PasswordTooLong { .. }
        | Refusal::PasswordCommon
        | Refusal::PasswordIsName
        | Refusal::WrongCredentials => Some("password"),
        Refusal::WrongPassword => Some("current"),
        Refusal::SignInNameTaken | Refusal::SignInNameInvalid => Some("sign_in_name"),
        Refusal::NameInvalid => Some("name"),
        Refusal::WrongCode | Refusal::CodeUsed => Some("code"),
        Refusal::ReasonNeeded => Some("reason"),
        Refusal::ExpiryInvalid => Some("days"),
        Refusal::TimeZoneUnknown => Some("time_zone"),
        Refusal::RoleDoesNotFit | Refusal::LastAdministrator => Some("role"),
        _ => None,
    }
}

/// The status of the page that says it.
pub(crate) fn status(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::Throttled { .. } => StatusCode::TOO_MANY_REQUESTS,
        Refusal::Locked | Refusal::Deactivated => StatusCode::FORBIDDEN,
        Refusal::LinkUnknown => StatusCode::NOT_FOUND,
        Refusal::LinkUsed { .. }
        | Refusal::LinkExpired { .. }
        | Refusal::LinkRevoked { .. }
        | Refusal::SetUpAlready => StatusCode::GONE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    #[test]
    fn a_throttled_sign_in_is_told_until_when_in_both_languages() {
        let now = Timestamp::UNIX_EPOCH;
        let wait = |seconds| Refusal::Throttled {
            until: now + SignedDuration::from_secs(seconds),
        };
        for language in Language::ALL {
            let words = Words::new(language);
            assert!(say(words, &wait(8), &TimeZone::UTC, now).contains('8'));
            let later = say(words, &wait(512), &TimeZone::UTC, now);
            assert!(later.contains('9') && later.contains("00:08"), "{later}");
        }
    }

    #[test]
    fn a_used_link_says_on_which_day_of_the_readers_zone() {
        let used = Refusal::LinkUsed {
            on: Timestamp::UNIX_EPOCH,
        };
        let bogota = TimeZone::get("America/Bogota").unwrap_or(TimeZone::UTC);
        let said = say(Words::default(), &used, &bogota, Timestamp::UNIX_EPOCH);
        assert!(said.contains("31 December 1969"), "{said}");
    }
}
