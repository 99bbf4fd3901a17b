//! `/mine`: who can see what, who has looked and when, everything to take along, and the way out.

pub(super) mod download;

use super::words_for::therapists;
use crate::frame;
use crate::ui::{self, Entries, EntryLine, Guard, Icon, Line, Lines, Page};
use crate::who::ClientHere;
use crate::words::Words;
use crate::wrong::Wrong;
use askama::Template;
use attune_identity::{Actor, BreakGlass, TeamMember};
use attune_record::Reading;
use attune_therapy::ids::AccountId;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// So many readings are shown.
const SHOWN: usize = 60;

#[derive(Template)]
#[template(path = "client/mine.html")]
struct MinePage {
    page: Page,
    guard: Guard,
    fictitious: bool,
    therapist: bool,
    people: Vec<Member>,
    emergencies: Option<Entries>,
    looked: Option<Entries>,
    downloads: Lines,
    account: Lines,
}

/// Somebody who can see something.
struct Member {
    name: String,
    role: String,
    sees: String,
}

type Names = HashMap<AccountId, Arc<str>>;

/// Shows it.
pub(super) async fn show(here: ClientHere) -> Result<Response, Wrong> {
    let who = &here.who;
    let (words, now, app) = (who.words(), who.now(), who.app());
    let view = app
        .records
        .view(&who.reader, here.record, "own-data", now)
        .await?;
    let actor = || Actor::from(&*who.session);
    let team = app.identity.team(actor(), here.record, now).await?;
    let emergencies = app
        .identity
        .break_glass_events(actor(), here.record, now)
        .await?;
    let mut readings = app
        .records
        .readings(&who.reader, here.record, Timestamp::MAX, now)
        .await?;
    readings.retain(|reading| reading.account != who.session.account);
    readings.truncate(SHOWN);
    let ids = team.iter().map(|member| member.account);
    let ids = ids.chain(readings.iter().map(|reading| reading.account));
    let ids: Vec<AccountId> = ids
        .chain(emergencies.iter().map(|event| event.account))
        .collect();
    let names = app.identity.names(&ids).await?;
    let page = frame::client(&here, words.t("place-mine"), "/mine");
    let shown = MinePage {
        guard: page.guard(),
        fictitious: !page.fictitious && view.client().is_some_and(|client| client.fictitious),
        therapist: !therapists(&here).await?.is_empty(),
        people: members(words, &team, &names, &here),
        emergencies: entries(
            emergencies
                .iter()
                .map(|event| emergency(words, event, &names, &who.zone())),
        ),
        looked: entries(looked(words, &readings, &names, &who.zone()).into_iter()),
        downloads: Lines {
            lines: vec![
                line(words, "mine-download-page", "/mine/download.html"),
                line(words, "mine-download-data", "/mine/download.json"),
            ],
        },
        account: Lines {
            lines: vec![line(words, "mine-account", "/account")],
        },
        page,
    };
    Ok(ui::render(StatusCode::OK, &shown))
}

fn line(words: Words, key: &str, href: &str) -> Line {
    Line {
        what: words.t(key).into_owned(),
        detail: Some(
            words
                .one_of("mine-about", key.trim_start_matches("mine-"))
                .into_owned(),
        ),
        href: href.to_owned(),
    }
}

fn members(words: Words, team: &[TeamMember], names: &Names, here: &ClientHere) -> Vec<Member> {
    let mine = here.who.session.account;
    let now = here.who.now();
    let others = team
        .iter()
        .filter(|member| member.account != mine && member.holds_at(now) && !member.break_glass);
    let member = |member: &TeamMember| Member {
        name: name(words, member.account, names),
        role: words.one_of("mine-role", member.role.name()).into_owned(),
        sees: words.one_of("mine-sees", member.role.name()).into_owned(),
    };
    others.map(member).collect()
}

fn name(words: Words, account: AccountId, names: &Names) -> String {
    names.get(&account).map_or_else(
        || words.t("mine-attune-itself").into_owned(),
        |name| name.to_string(),
    )
}

/// What one person looked at on one day.
struct Visit {
    date: Date,
    account: AccountId,
    emergency: bool,
    /// Each page with the last time.
    pages: BTreeMap<String, Timestamp>,
}

/// A line for each visit, newest first as the readings are.
fn looked(words: Words, readings: &[Reading], names: &Names, zone: &TimeZone) -> Vec<EntryLine> {
    let mut visits: Vec<Visit> = Vec::new();
    for reading in readings {
        let date = reading.at.to_zoned(zone.clone()).date();
        let same = |visit: &&mut Visit| {
            visit.date == date
                && visit.account == reading.account
                && visit.emergency == reading.break_glass
        };
        let page = page_name(words, &reading.what);
        match visits.iter_mut().find(same) {
            Some(visit) => {
                visit.pages.entry(page).or_insert(reading.at);
            }
            None => visits.push(Visit {
                date,
                account: reading.account,
                emergency: reading.break_glass,
                pages: BTreeMap::from([(page, reading.at)]),
            }),
        }
    }
    let line = |visit: &Visit| visit_line(words, visit, names, zone);
    visits.iter().map(line).collect()
}

fn visit_line(words: Words, visit: &Visit, names: &Names, zone: &TimeZone) -> EntryLine {
    let page = |(page, at): (&String, &Timestamp)| {
        let time = at.to_zoned(zone.clone()).time();
        format!("{page} ({})", words.time(time))
    };
    let pages: Vec<String> = visit.pages.iter().map(page).collect();
    let pages = pages.join(", ");
    EntryLine {
        datetime: visit.date.to_string(),
        when: words.date(visit.date),
        what: name(words, visit.account, names),
        href: None,
        who: if visit.emergency {
            format!("{}: {pages}", words.t("mine-emergency"))
        } else {
            pages
        },
        voice: None,
        corrected: false,
    }
}

/// What a page is called in the log of readings.
fn page_name(words: Words, what: &str) -> String {
    let named = words.one_of("looked", what);
    if named.starts_with("looked-") {
        words.t("looked-other").into_owned()
    } else {
        named.into_owned()
    }
}

fn emergency(words: Words, event: &BreakGlass, names: &Names, zone: &TimeZone) -> EntryLine {
    let (from, until) = (
        event.from.to_zoned(zone.clone()),
        event.until.to_zoned(zone.clone()),
    );
    EntryLine {
        datetime: from.date().to_string(),
        when: words.date(from.date()),
        what: words.t_with(
            "mine-emergency-by",
            &[
                ("name", name(words, event.account, names).into()),
                ("from", words.time(from.time()).into()),
                ("until", words.time(until.time()).into()),
            ],
        ),
        href: None,
        who: words.t_with(
            "mine-emergency-reason",
            &[("reason", event.reason.clone().into())],
        ),
        voice: None,
        corrected: false,
    }
}

fn entries(lines: impl Iterator<Item = EntryLine>) -> Option<Entries> {
    let entries: Vec<EntryLine> = lines.collect();
    (!entries.is_empty()).then_some(Entries { entries })
}
