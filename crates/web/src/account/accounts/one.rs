//! `/accounts/{id}`: one account, and what the administrator can do for it.

use crate::account::done;
use crate::frame;
use crate::sent::Asked;
use crate::ui::{self, Act, Choice, Facts, Field, Guard, Line, Lines, Page};
use crate::who::{Administrator, Who};
use crate::words::Words;
use crate::wrong::Wrong;
use askama::Template;
use attune_identity::{Account, Actor};
use attune_therapy::Role;
use attune_therapy::ids::AccountId;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "account/account.html")]
struct AccountPage {
    page: Page,
    guard: Guard,
    facts: Facts,
    id: AccountId,
    role: Option<Field>,
    save: Act,
    lines: Lines,
    back: Act,
}

/// `GET /accounts/{id}`
pub(in crate::account) async fn show(
    admin: Administrator,
    Path(id): Path<AccountId>,
    Asked(asked): Asked,
) -> Result<Response, Wrong> {
    let account = find(&admin.0, id).await?;
    let status = done(admin.0.words(), &asked);
    page(&admin, &account, None, status, StatusCode::OK).await
}

/// The account, as the administrator may see it.
pub(super) async fn find(who: &Who, id: AccountId) -> Result<Account, Wrong> {
    let identity = &who.app().identity;
    match identity.account(Actor::Person(&who.session), id).await {
        Ok(account) => Ok(account),
        Err(error) => Err(crate::account::told::refusal(error)
            .err()
            .unwrap_or(Wrong::NotFound)),
    }
}

/// The page, with what is wrong about the role that was chosen.
pub(super) async fn page(
    admin: &Administrator,
    account: &Account,
    wrong: Option<(String, String)>,
    status: Option<String>,
    code: StatusCode,
) -> Result<Response, Wrong> {
    let (who, words) = (&admin.0, admin.0.words());
    let factors = who.app().identity.second_factors(account.id).await?;
    let mut page = frame::administrator(admin, account.name.clone(), "/accounts");
    page.status = status;
    let date = |at: jiff::Timestamp| words.date_time(at.to_zoned(who.zone()).datetime());
    let role_name = words.one_of("role", account.role.name()).into_owned();
    let state = match account.deactivated_at {
        Some(on) => words.t_with("account-deactivated-on", &[("date", date(on).into())]),
        None => words.t("account-active").into_owned(),
    };
    let seen = account
        .last_signed_in_at
        .map_or_else(|| words.t("accounts-never").into_owned(), date);
    let facts = Facts::new()
        .with(words.t("accounts-head-role"), role_name)
        .with(words.t("accounts-head-state"), state)
        .with(words.t("sign-in-name"), account.sign_in_name.clone())
        .with(words.t("account-since"), date(account.created_at))
        .with(words.t("accounts-head-seen"), seen)
        .with(
            words.t("factor-title"),
            crate::account::own::second_factor::in_a_line(words, factors),
        );
    let (chosen, error) = match wrong {
        Some((chosen, error)) => (chosen, Some(error)),
        None => (account.role.name().to_owned(), None),
    };
    let page = AccountPage {
        guard: page.guard(),
        facts,
        id: account.id,
        role: (account.role != Role::Client).then(|| role(words).value(chosen).error(error)),
        save: Act::submit(words.t("role-act")),
        lines: lines(words, account, factors.any()),
        back: Act::link(words.t("accounts-back"), "/accounts").bare(),
        page,
    };
    Ok(ui::render(code, &page))
}

fn role(words: Words) -> Field {
    let staff = Role::ALL.into_iter().filter(|role| role.is_staff());
    let choice = |role: Role| Choice::new(role.name(), words.one_of("role", role.name()));
    Field::select("role", words.t("role-title"), staff.map(choice).collect())
        .help(words.t("role-help"))
}

fn lines(words: Words, account: &Account, has_factor: bool) -> Lines {
    let line = |what: &str, detail: &str, act: &str| Line {
        what: words.t(what).into_owned(),
        detail: Some(words.t(detail).into_owned()),
        href: format!("/accounts/{}/{act}", account.id),
    };
    let mut lines = Vec::new();
    if account.deactivated_at.is_none() {
        lines.push(line("reset-link-act", "reset-link-detail", "reset"));
        if has_factor {
            lines.push(line(
                "factor-reset-act",
                "factor-reset-detail",
                "second-factor",
            ));
        }
        lines.push(line("deactivate-act", "deactivate-detail", "deactivate"));
    } else {
        lines.push(line("reactivate-act", "reactivate-detail", "reactivate"));
    }
    Lines { lines }
}
