//! `/mine/download.html` and `/mine/download.json`: everything that this client may see, to read and to keep.

use crate::who::ClientHere;
use crate::words::Words;
use crate::wrong::Wrong;
use askama::Template;
use attune_therapy::case::Standing;
use attune_therapy::ids::AccountId;
use attune_therapy::inventory::Circle;
use attune_therapy::{Content, Entry, Fact, View};
use axum::Json;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Response};
use jiff::tz::TimeZone;
use std::collections::HashMap;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "client/download.html")]
struct DownloadPage {
    words: Words,
    name: String,
    made: String,
    people: Vec<(String, String)>,
    entries: Vec<Shown>,
}

struct Shown {
    when: String,
    what: String,
    details: Vec<String>,
    who: String,
    corrected: Option<String>,
}

/// Everything as a page that any browser opens, now and in ten years.
pub(in crate::client) async fn page(here: ClientHere) -> Result<Response, Wrong> {
    let (view, names) = everything(&here).await?;
    let who = &here.who;
    let words = who.words();
    let content = who.app().records.content();
    let when = words.date_time(who.now().to_zoned(who.zone()).datetime());
    let name = view
        .client()
        .map(|client| client.name.clone())
        .unwrap_or_default();
    let shown = DownloadPage {
        words,
        made: words.t_with("download-made", &[("when", when.into())]),
        people: people(words, &view),
        entries: view
            .entries()
            .iter()
            .rev()
            .map(|entry| shown(words, &view, entry, &names, content, &who.zone()))
            .collect(),
        name,
    };
    let html = shown.render().map_err(|_| Wrong::Ours)?;
    Ok(as_file(Html(html).into_response(), "attune.html"))
}

/// Everything as data, entry by entry, as it is kept.
pub(in crate::client) async fn data(here: ClientHere) -> Result<Response, Wrong> {
    let (view, names) = everything(&here).await?;
    let content = here.who.app().records.content();
    let entries: Vec<&Entry> = view.entries().iter().map(Arc::as_ref).collect();
    let scores: Vec<_> = view
        .measures()
        .iter()
        .map(|measured| {
            serde_json::json!({
                "entry": measured.entry,
                "instrument": measured.completed.instrument,
                "at": measured.occurred.at,
                "total": measured.total(content),
            })
        })
        .collect();
    let names: HashMap<String, String> = names
        .iter()
        .map(|(id, name)| (id.to_string(), name.to_string()))
        .collect();
    let body = serde_json::json!({
        "format": "attune-own-data",
        "version": 1,
        "made_at": here.who.now(),
        "record": here.record,
        "accounts": names,
        "entries": entries,
        "scores": scores,
    });
    let mut response = Json(body).into_response();
    response.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/json; charset=utf-8"),
    );
    Ok(as_file(response, "attune.json"))
}

/// A whole record leaves the clinic: whoever asks for it has just proved who is there.
async fn everything(here: &ClientHere) -> Result<(View, HashMap<AccountId, Arc<str>>), Wrong> {
    let who = &here.who;
    if !who.session.is_stepped_up(who.now()) {
        return Err(Wrong::StepUp);
    }
    let view = who
        .app()
        .records
        .view(&who.reader, here.record, "download", who.now())
        .await?;
    let ids: Vec<AccountId> = view
        .entries()
        .iter()
        .map(|entry| entry.author.account)
        .collect();
    let names = who.app().identity.names(&ids).await?;
    Ok((view, names))
}

fn as_file(mut response: Response, name: &'static str) -> Response {
    let disposition = match name {
        "attune.json" => HeaderValue::from_static("attachment; filename=\"attune.json\""),
        _ => HeaderValue::from_static("attachment; filename=\"attune.html\""),
    };
    response
        .headers_mut()
        .insert(CONTENT_DISPOSITION, disposition);
    response
}

fn people(words: Words, view: &View) -> Vec<(String, String)> {
    let person = |person: &attune_therapy::inventory::Person| {
        let relation = words.one_of("people-relation", person.relation.name());
        let ring = person
            .place(Circle::Now)
            .map(|place| words.one_of("people-ring", place.ring.name()));
        (
            person.name.clone(),
            [Some(relation), ring]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", "),
        )
    };
    view.people().iter().map(person).collect()
}

fn shown(
    words: Words,
    view: &View,
    entry: &Entry,
    names: &HashMap<AccountId, Arc<str>>,
    content: &Content,
    zone: &TimeZone,
) -> Shown {
    let author = names
        .get(&entry.author.account)
        .map(|name| name.to_string())
        .unwrap_or_default();
    let role = words.one_of("mine-role", entry.author.role.name());
    let corrected = match view.standing(entry.id) {
        Standing::AsEntered => None,
        Standing::Replaced { .. } => Some(words.t("download-replaced").into_owned()),
        Standing::Retracted { .. } => Some(words.t("download-retracted").into_owned()),
    };
    Shown {
        when: words.date_time(entry.occurred.at.to_zoned(zone.clone()).datetime()),
        what: kind(words, entry.fact.kind()),
        details: details(words, view, &entry.fact, content),
        who: if author.is_empty() {
            role.into_owned()
        } else {
            format!("{author}, {role}")
        },
        corrected,
    }
}

/// What a kind of entry is called; one that nobody gave a name keeps that of the data.
fn kind(words: Words, kind: &str) -> String {
    let named = words.one_of("download-entry", kind.replace(['.', '_'], "-"));
    if named.starts_with("download-entry-") {
        kind.to_owned()
    } else {
        named.into_owned()
    }
}

/// What an entry says, a line each.
fn details(words: Words, view: &View, fact: &Fact, content: &Content) -> Vec<String> {
    let locale = words.language().tag();
    let person_name = |id| {
        view.people()
            .iter()
            .find(|person| person.id == id)
            .map(|person| person.name.clone())
    };
    match fact {
        Fact::MeasureCompleted(completed) => {
            let Some(instrument) = content.instrument(&completed.instrument, &completed.version)
            else {
                return vec![completed.instrument.clone()];
            };
            let mut lines = vec![instrument.title(locale).to_owned()];
            lines.extend(instrument.items.iter().filter_map(|item| {
                let answer = completed.answers.get(&item.id)?;
                let option = answer
                    .value()
                    .and_then(|value| instrument.option_text(&item.id, value, locale));
                let answer = option.map_or_else(|| answer.to_string(), str::to_owned);
                Some(format!(
                    "{}: {answer}",
                    instrument.item_text(&item.id, locale).unwrap_or(&item.id)
                ))
            }));
            lines
        }
        Fact::CriticalAnswered(answered) => {
            let Some(instrument) = content.instrument(&answered.instrument, &answered.version)
            else {
                return vec![answered.instrument.clone()];
            };
            let option = answered
                .answer
                .value()
                .and_then(|value| instrument.option_text(&answered.item, value, locale));
            let question = instrument
                .item_text(&answered.item, locale)
                .unwrap_or(&answered.item);
            vec![format!(
                "{question}: {}",
                option.map_or_else(|| answered.answer.to_string(), str::to_owned)
            )]
        }
        Fact::PersonAdded(added) => {
            vec![format!(
                "{}, {}",
                added.name,
                words.one_of("people-relation", added.relation.name())
            )]
        }
        Fact::PersonPlaced(placed) => {
            let name = person_name(placed.person).unwrap_or_default();
            vec![format!(
                "{name}: {}",
                words.one_of("people-ring", placed.ring.name())
            )]
        }
        Fact::EventNoted(noted) => vec![format!("{} ({})", noted.title, noted.when)],
        Fact::SessionHeld(held) => {
            vec![words.t_with("progress-session", &[("number", held.number.into())])]
        }
        Fact::CourseOpened(opened) => {
            let protocol = content.protocol(&opened.protocol, &opened.version);
            vec![protocol.map_or_else(
                || opened.protocol.clone(),
                |protocol| protocol.title(locale).to_owned(),
            )]
        }
        Fact::ClientRegistered(registered) => vec![registered.name.to_string()],
        Fact::DetailsChanged(changed) => vec![changed.name.to_string()],
        Fact::Replaced(replaced) => {
            let mut lines = details(words, view, &replaced.new, content);
            lines.push(replaced.reason.to_string());
            lines
        }
        Fact::Retracted(retracted) => vec![retracted.reason.to_string()],
        _ => Vec::new(),
    }
}
