//! `/accounts`: who has an account in this clinic, and who was invited. For the administrator.

pub(super) mod activity;
pub(super) mod invitations;
pub(super) mod one;
pub(super) mod reset_link;
pub(super) mod role;
pub(super) mod second_factor;

use super::done;
use crate::frame;
use crate::sent::Asked;
use crate::ui::{self, Act, Cell, Page, Tab, Table, Tabs};
use crate::who::{Administrator, Who};
use crate::wrong::Wrong;
use askama::Template;
use attune_identity::{Account, Actor, InvitationState};
use attune_therapy::Role;
use axum::http::StatusCode;
use axum::response::Response;

/// So many accounts stand on one page.
const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "account/accounts.html")]
struct AccountsPage {
    page: Page,
    invite: Act,
    tabs: Tabs,
    accounts: Table,
    newer: Option<Act>,
    older: Option<Act>,
    invitations: Option<Table>,
}

/// `GET /accounts`
pub(super) async fn show(admin: Administrator, Asked(asked): Asked) -> Result<Response, Wrong> {
    let (who, words) = (&admin.0, admin.0.words());
    let identity = &who.app().identity;
    let mut page = frame::administrator(&admin, words.t("accounts-title"), "/accounts");
    page.status = done(words, &asked);
    let which = Which::of(asked.get("who"));
    let mut accounts = identity.accounts(Actor::Person(&who.session)).await?;
    accounts.retain(|account| which.holds(account));
    accounts.sort_by_cached_key(|account| account.name.to_lowercase());
    let from = asked.get("from").parse().unwrap_or(0).min(accounts.len());
    let shown = &accounts[from..accounts.len().min(from + PAGE)];
    let address = |from: usize| format!("/accounts?who={}&from={from}", which.code());
    let page = AccountsPage {
        page,
        invite: Act::link(words.t("invite-act"), "/accounts/invitations/new").primary(),
        tabs: tabs(who, which),
        accounts: Table {
            caption: words.count("accounts-count", accounts.len()),
            head: [
                words.t("accounts-head-name"),
                words.t("accounts-head-role"),
                words.t("accounts-head-state"),
                words.t("accounts-head-seen"),
            ]
            .map(|head| head.into_owned())
            .to_vec(),
            rows: shown.iter().map(|account| row(who, account)).collect(),
            folds: true,
        },
        newer: (from > 0).then(|| {
            Act::link(
                words.t("accounts-before"),
                address(from.saturating_sub(PAGE)),
            )
        }),
        older: (from + PAGE < accounts.len())
            .then(|| Act::link(words.t("accounts-after"), address(from + PAGE))),
        invitations: waiting(who).await?,
    };
    Ok(ui::render(StatusCode::OK, &page))
}

/// Which accounts are listed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    Staff,
    Clients,
    Deactivated,
}

impl Which {
    const ALL: [Which; 3] = [Which::Staff, Which::Clients, Which::Deactivated];

    fn of(code: &str) -> Which {
        let mut all = Which::ALL.into_iter();
        all.find(|which| which.code() == code)
            .unwrap_or(Which::Staff)
    }

    fn code(self) -> &'static str {
        match self {
            Which::Staff => "staff",
            Which::Clients => "clients",
            Which::Deactivated => "deactivated",
        }
    }

    fn holds(self, account: &Account) -> bool {
        let active = account.deactivated_at.is_none();
        match self {
            Which::Staff => active && account.role != Role::Client,
            Which::Clients => active && account.role == Role::Client,
            Which::Deactivated => !active,
        }
    }
}

fn tabs(who: &Who, here: Which) -> Tabs {
    let words = who.words();
    let tab = |which: Which| Tab {
        label: words.one_of("accounts-who", which.code()).into_owned(),
        href: format!("/accounts?who={}", which.code()),
        current: which == here,
    };
    Tabs {
        label: words.t("accounts-title").into_owned(),
        tabs: Which::ALL.map(tab).to_vec(),
    }
}

fn row(who: &Who, account: &Account) -> Vec<Cell> {
    let words = who.words();
    let date = |at: jiff::Timestamp| words.date(at.to_zoned(who.zone()).date());
    let seen = match account.last_signed_in_at {
        Some(at) => words.ago(at.to_zoned(who.zone()).date(), who.today()),
        None => words.t("accounts-never").into_owned(),
    };
    let state = match account.deactivated_at {
        Some(on) => words.t_with("account-deactivated-on", &[("date", date(on).into())]),
        None => words.t("account-active").into_owned(),
    };
    vec![
        Cell::link(account.name.clone(), format!("/accounts/{}", account.id))
            .detail(account.sign_in_name.clone()),
        Cell::text(words.one_of("role", account.role.name())),
        Cell::text(state),
        Cell::text(seen),
    ]
}

/// Invitations that wait to be used.
async fn waiting(who: &Who) -> Result<Option<Table>, Wrong> {
    let (words, identity) = (who.words(), &who.app().identity);
    let all = identity.invitations(Actor::Person(&who.session)).await?;
    let rows: Vec<Vec<Cell>> = all
        .iter()
        .filter(|invitation| invitation.state(who.now()) == InvitationState::Open)
        .map(|invitation| {
            let name = if invitation.invitee.is_empty() {
                words.t("invite-nameless").into_owned()
            } else {
                invitation.invitee.clone()
            };
            let until = words.date_time(invitation.expires_at.to_zoned(who.zone()).datetime());
            let revoke = format!("/accounts/invitations/{}/revoke", invitation.id);
            vec![
                Cell::text(name),
                Cell::text(words.one_of("role", invitation.role.name())),
                Cell::text(until),
                Cell::link(words.t("invite-revoke"), revoke),
            ]
        })
        .collect();
    Ok((!rows.is_empty()).then(|| Table {
        caption: words.count("invitations-count", rows.len()),
        head: [
            words.t("accounts-head-name"),
            words.t("accounts-head-role"),
            words.t("invitations-head-until"),
            words.t("invitations-head-act"),
        ]
        .map(|head| head.into_owned())
        .to_vec(),
        rows,
        folds: true,
    }))
}
