//! One client's record on the desk: who asks, whose record, and what this reader may see of it.

use super::problems::Problems;
use crate::app::App;
use crate::frame;
use crate::ui::{Page, Tab, Tabs};
use crate::who::{Clinician, Who};
use crate::words::Words;
use crate::wrong::Wrong;
use attune_record::{NewEntry, Outcome};
use attune_therapy::ids::{AccountId, RecordId, Token};
use attune_therapy::{Author, Compartment, Content, Fact, Occurred, Reader, Role, View};
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::str::FromStr;
use std::sync::Arc;
use uuid::Uuid;

/// A clinician who asks for something under `/clients/{id}`. An address that is no id is one that leads nowhere.
pub(super) struct Asked {
    user: Clinician,
    record: RecordId,
    params: Vec<(String, String)>,
}

impl FromRequestParts<App> for Asked {
    type Rejection = Wrong;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Asked, Wrong> {
        let user = Clinician::from_request_parts(parts, app).await?;
        let params = RawPathParams::from_request_parts(parts, app)
            .await
            .map_err(|_| Wrong::NotFound)?;
        let params: Vec<(String, String)> = params
            .iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let record = param(&params, "id")?;
        Ok(Asked {
            user,
            record,
            params,
        })
    }
}

fn param<T: FromStr>(params: &[(String, String)], name: &str) -> Result<T, Wrong> {
    let found = params.iter().find(|(key, _)| key == name);
    found
        .and_then(|(_, value)| value.parse().ok())
        .ok_or(Wrong::NotFound)
}

impl Asked {
    /// Another id of the address.
    pub(super) fn id<T: FromStr>(&self, name: &str) -> Result<T, Wrong> {
        param(&self.params, name)
    }

    /// Opens the record; `what` names the page in the log of who has looked.
    pub(super) async fn open(self, what: &'static str) -> Result<Desk, Wrong> {
        let who = &self.user.0;
        let now = who.now();
        let reader = who.app().identity.reader_in(&who.session, self.record, now);
        let records = &who.app().records;
        let view = records.view(&reader, self.record, what, now).await?;
        if view.client().is_none() {
            return Err(Wrong::NotFound);
        }
        Ok(Desk {
            user: self.user,
            record: self.record,
            reader,
            view,
        })
    }
}

/// What became of something that was to be entered.
pub(super) enum Entered {
    /// It is in the record.
    Done(Vec<Outcome>),
    /// It is not, and the form says why.
    NotYet(Problems),
}

/// A record that is open on the desk.
pub(super) struct Desk {
    /// Who looks.
    pub(super) user: Clinician,
    /// Whose record.
    pub(super) record: RecordId,
    /// What the record is asked with.
    pub(super) reader: Reader,
    /// What this reader may see.
    pub(super) view: View,
}

impl Desk {
    pub(super) fn who(&self) -> &Who {
        &self.user.0
    }

    pub(super) fn app(&self) -> &App {
        self.who().app()
    }

    pub(super) fn words(&self) -> Words {
        self.who().words()
    }

    pub(super) fn content(&self) -> &Content {
        self.app().records.content()
    }

    pub(super) fn today(&self) -> Date {
        self.who().today()
    }

    /// What the client is called.
    pub(super) fn name(&self) -> &str {
        self.view.client().map_or("", |client| client.name.as_str())
    }

    /// The language in which the reader reads content.
    pub(super) fn locale(&self) -> &'static str {
        self.words().language().tag()
    }

    /// The address of a page about this client.
    pub(super) fn at(&self, rest: &str) -> String {
        format!("/clients/{}{rest}", self.record)
    }

    /// The day on which something happened, in the reader's own zone.
    pub(super) fn day(&self, at: jiff::Timestamp) -> Date {
        at.to_zoned(self.who().zone()).date()
    }

    /// Whether this reader may enter something of a kind here.
    pub(super) fn may_write(&self, compartment: Compartment, kind: &str) -> bool {
        self.reader
            .may_write(self.record, compartment, kind, self.who().now())
    }

    /// Whether this reader works with the treatment record, not only with appointments.
    pub(super) fn may_treat(&self) -> bool {
        self.may_write(Compartment::Progress, "session.held")
    }

    /// A page about this client, with its open risks.
    pub(super) async fn page(&self, title: impl Into<String>) -> Result<Page, Wrong> {
        let mut page = frame::about_client(&self.user, self.record, &self.view, title).await?;
        page.status = None;
        Ok(page)
    }

    /// The pages of one client, side by side.
    pub(super) fn tabs(&self, here: &str) -> Tabs {
        let words = self.words();
        let pages: &[(&str, &str)] = if self.view_is_clinical() {
            &[
                ("case", ""),
                ("circle", "/circle"),
                ("events", "/events"),
                ("intake", "/intake"),
                ("history", "/history"),
                ("team", "/team"),
            ]
        } else {
            &[("case", ""), ("history", "/history"), ("team", "/team")]
        };
        let tab = |(name, rest): &(&str, &str)| Tab {
            label: words.one_of("tab", name).into_owned(),
            href: self.at(rest),
            current: *name == here,
        };
        Tabs {
            label: words.t_with("tabs-of", &[("name", self.name().into())]),
            tabs: pages.iter().map(tab).collect(),
        }
    }

    /// Staff at the front desk see appointments and contacts only.
    pub(super) fn view_is_clinical(&self) -> bool {
        self.reader.role_in(self.record, self.who().now()) != Some(Role::Staff)
    }

    /// The zone in which the client lives, or else the reader's.
    pub(super) fn client_zone(&self) -> (TimeZone, String) {
        let named = self.view.client().and_then(|client| client.zone.clone());
        let known = named.and_then(|name| Some((TimeZone::get(&name).ok()?, name)));
        known.unwrap_or_else(|| {
            let name = self.who().session.settings.time_zone.clone();
            (self.who().zone(), name)
        })
    }

    /// Something that happens now, where the client is.
    pub(super) fn now_here(&self) -> Occurred {
        Occurred {
            at: self.who().now(),
            zone: self.client_zone().1,
        }
    }

    /// A day and a time of day, where the client is. What happened today did not happen later than now.
    pub(super) fn then_here(&self, day: Date, time: Time) -> Occurred {
        let (zone, name) = self.client_zone();
        let now = self.who().now();
        let at = day
            .to_datetime(time)
            .to_zoned(zone.clone())
            .map_or(now, |zoned| zoned.timestamp());
        let is_today = now.to_zoned(zone).date() == day;
        Occurred {
            at: if is_today { at.min(now) } else { at },
            zone: name,
        }
    }

    /// One entry to be made.
    pub(super) fn new_entry(
        &self,
        fact: impl Into<Fact>,
        occurred: Occurred,
        token: Token,
    ) -> NewEntry {
        NewEntry {
            fact: fact.into(),
            occurred,
            token,
            device: None,
            on_behalf_of: None,
        }
    }

    /// Enters facts together.
    pub(super) async fn enter(&self, entries: Vec<NewEntry>) -> Result<Entered, Wrong> {
        let records = &self.app().records;
        let outcome = records
            .append(&self.reader, self.record, entries, self.who().now())
            .await;
        self.entered(outcome)
    }

    /// Enters facts together, and the draft that they were typed as goes.
    pub(super) async fn enter_draft(
        &self,
        entries: Vec<NewEntry>,
        form: &str,
        id: Uuid,
    ) -> Result<Entered, Wrong> {
        let draft = (form, self.record.0, id);
        let records = &self.app().records;
        let outcome = records
            .append_and_clear_draft(&self.reader, self.record, entries, draft, self.who().now())
            .await;
        self.entered(outcome)
    }

    fn entered(
        &self,
        outcome: Result<Vec<Outcome>, attune_record::WriteError>,
    ) -> Result<Entered, Wrong> {
        match outcome {
            Ok(outcomes) => Ok(Entered::Done(outcomes)),
            Err(error) => Problems::of(self.words(), error).map(Entered::NotYet),
        }
    }

    /// The names of accounts, for lines that say who.
    pub(super) async fn names(
        &self,
        accounts: impl IntoIterator<Item = AccountId>,
    ) -> Result<Names, Wrong> {
        let accounts: Vec<AccountId> = accounts.into_iter().collect();
        let names = self.app().identity.names(&accounts).await?;
        Ok(Names {
            own: self.who().session.account,
            client: self.name().to_owned(),
            names,
            words: self.words(),
        })
    }
}

/// Names of accounts.
pub(super) struct Names {
    own: AccountId,
    client: String,
    names: HashMap<AccountId, Arc<str>>,
    words: Words,
}

impl Names {
    /// Who entered something: the client by the name of the record.
    pub(super) fn by(&self, author: Author) -> String {
        if author.role == Role::Client {
            self.client.clone()
        } else {
            self.of(author.account)
        }
    }

    /// The name of an account; the reader is "you", the program itself has a word of its own.
    pub(super) fn of(&self, account: AccountId) -> String {
        if account == self.own {
            return self.words.t("who-you").into_owned();
        }
        match self.names.get(&account) {
            Some(name) => name.to_string(),
            None if account.0.is_nil() => self.words.t("who-program").into_owned(),
            None => self.words.t("who-unknown").into_owned(),
        }
    }
}

/// An id that is always the same for the same form sent by the same account, so that sending it twice is one thing.
pub(super) fn derived(token: Token, account: AccountId, what: &str) -> Uuid {
    let digest = Sha256::new()
        .chain_update(what.as_bytes())
        .chain_update(account.0.as_bytes())
        .chain_update(token.0.as_bytes())
        .finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
