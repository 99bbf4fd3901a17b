//! `/account/second-factor`: what one can show beside the password.

use super::PLACE;
use crate::account::done;
use crate::frame;
use crate::sent::Asked;
use crate::ui::{self, Act, Field, Guard, Icon, Line, Lines, Page};
use crate::who::Who;
use crate::words::{Language, Words};
use crate::wrong::Wrong;
use askama::Template;
use attune_identity::{PasskeyInfo, SecondFactors};
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "account/second_factor.html")]
struct FactorPage {
    page: Page,
    guard: Guard,
    totp: (String, Act),
    passkeys: Lines,
    name: Field,
    codes: Option<(String, Act)>,
    back: Act,
    wrong: Option<String>,
}

/// `GET /account/second-factor`
pub(in crate::account) async fn show(who: Who, Asked(asked): Asked) -> Result<Response, Wrong> {
    page(&who, done(who.words(), &asked), None, StatusCode::OK).await
}

/// The page, with what was done or what was wrong.
pub(super) async fn page(
    who: &Who,
    status: Option<String>,
    wrong: Option<String>,
    code: StatusCode,
) -> Result<Response, Wrong> {
    let (words, identity) = (who.words(), &who.app().identity);
    let factors = identity.second_factors(who.session.account).await?;
    let mut page = frame::own(who, words.t("factor-title"), PLACE).await?;
    page.status = status;
    let passkeys = identity.passkeys(&who.session).await?;
    let totp = if factors.totp {
        let act = Act::link(words.t("totp-remove"), "/account/totp/remove");
        ("totp-there", act)
    } else {
        ("totp-none", Act::link(words.t("totp-add"), "/account/totp"))
    };
    let codes = factors.any().then(|| {
        let left = words.count("codes-left", factors.recovery_codes);
        let act = Act::link(words.t("codes-renew"), "/account/recovery-codes");
        (left, act)
    });
    let name = super::super::device::named_after(words, &who.visitor.user_agent);
    let page = FactorPage {
        guard: page.guard(),
        totp: (words.t(totp.0).into_owned(), totp.1),
        passkeys: Lines {
            lines: passkeys.iter().map(|key| line(who, key)).collect(),
        },
        name: Field::text("name", words.t("passkey-name"))
            .help(words.t("passkey-name-help"))
            .value(name),
        codes,
        back: Act::link(words.t("own-back"), "/account").bare(),
        wrong,
        page,
    };
    Ok(ui::render(code, &page))
}

fn line(who: &Who, key: &PasskeyInfo) -> Line {
    let words = who.words();
    let date = |at: jiff::Timestamp| words.date(at.to_zoned(who.zone()).date());
    let detail = match key.last_used_at {
        Some(at) => words.t_with("passkey-used", &[("date", date(at).into())]),
        None => words.t_with("passkey-added", &[("date", date(key.created_at).into())]),
    };
    Line {
        what: key.name.clone(),
        detail: Some(detail),
        href: format!("/account/passkeys/{}", key.id),
    }
}

/// The factors in one line.
pub(in crate::account) fn in_a_line(words: Words, factors: SecondFactors) -> String {
    if !factors.any() {
        return words.t("factor-none").into_owned();
    }
    let mut parts = Vec::new();
    if factors.totp {
        parts.push(words.t("factor-app").into_owned());
    }
    if factors.passkeys > 0 {
        parts.push(words.count("factor-passkeys", factors.passkeys));
    }
    parts.push(words.count("factor-codes", factors.recovery_codes));
    parts.join(", ")
}
