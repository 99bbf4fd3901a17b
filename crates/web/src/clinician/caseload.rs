//! `GET /caseload`: one row for each client, those who need attention first.

use super::drawn::number;
use super::sheet::{Head, shown};
use crate::frame;
use crate::guard::encode;
use crate::ui::{Act, Cell, Empty, Page, Tab, Table, Tabs, drawn};
use crate::who::{Clinician, Who};
use crate::words::Words;
use crate::wrong::Wrong;
use askama::Template;
use attune_drawing::Frame;
use attune_drawing::sparkline::Sparkline;
use attune_drawing::trajectory::{Score, Series};
use attune_record::{CaseloadRow, Summary};
use attune_therapy::{Content, Role};
use axum::extract::Query;
use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;

/// So many rows a page.
const ROWS: usize = 50;

/// What is asked for in the address.
#[derive(Deserialize, Default)]
pub(super) struct Wanted {
    #[serde(default)]
    find: String,
    #[serde(default)]
    show: String,
    #[serde(default)]
    page: String,
}

#[derive(Template)]
#[template(path = "clinician/caseload.html")]
struct CaseloadPage {
    page: Page,
    head: Head,
    find: String,
    show: String,
    filters: Tabs,
    table: Option<Table>,
    empty: Option<Empty>,
    pages: Option<String>,
    before: Option<Act>,
    after: Option<Act>,
}

pub(super) async fn get(user: Clinician, Query(wanted): Query<Wanted>) -> Result<Response, Wrong> {
    let who = &user.0;
    let words = who.words();
    let rows = who.app().records.caseload(&who.reader, who.now()).await?;
    let rows = as_may_be_seen(who, rows);
    let all = rows.len();
    let found: Vec<CaseloadRow> = rows.into_iter().filter(|row| wanted.wants(row)).collect();
    let last = found.len().div_ceil(ROWS).max(1);
    let at = wanted.page.parse::<usize>().unwrap_or(1).clamp(1, last);
    let page = frame::clinician(&user, words.t("caseload-title"), "/caseload").await?;
    let mut head = Head::plain(words.t("caseload-title"));
    if who.session.role != Role::Supervisor {
        head = head.act(Act::link(words.t("caseload-register"), "/clients/new"));
    }
    let empty = match (all, found.len()) {
        (0, _) => Some(nobody_yet(words, who.session.role)),
        (_, 0) => Some(nobody_found(words)),
        _ => None,
    };
    let table = (!found.is_empty()).then(|| {
        let drawing = Drawing {
            words,
            content: who.app().records.content(),
            zone: who.zone(),
            today: who.today(),
        };
        drawing.table(&found, at)
    });
    let pages = (last > 1)
        .then(|| words.t_with("caseload-pages", &[("at", at.into()), ("of", last.into())]));
    let before = (at > 1).then(|| Act::link(words.t("caseload-before"), wanted.address(at - 1)));
    let after = (at < last).then(|| Act::link(words.t("caseload-after"), wanted.address(at + 1)));
    Ok(shown(&CaseloadPage {
        page,
        head,
        filters: wanted.filters(words),
        find: wanted.find,
        show: wanted.show,
        table,
        empty,
        pages,
        before,
        after,
    }))
}

/// The front desk sees who there is, and nothing of how they are: not in a cell, and not by the order of rows.
fn as_may_be_seen(who: &Who, rows: Vec<CaseloadRow>) -> Vec<CaseloadRow> {
    let is_staff =
        |row: &CaseloadRow| who.reader.role_in(row.record, who.now()) == Some(Role::Staff);
    let (staff, mut rows): (Vec<_>, Vec<_>) = rows.into_iter().partition(is_staff);
    let mut names: Vec<CaseloadRow> = staff
        .into_iter()
        .map(|row| CaseloadRow {
            open_alerts: 0,
            due_since: None,
            course_open: false,
            summary: Summary {
                protocol: None,
                sessions: None,
                phase: None,
                measure: None,
                scores: Vec::new(),
                ..row.summary
            },
            ..row
        })
        .collect();
    names.sort_by(|one, other| one.summary.name.cmp(&other.summary.name));
    rows.append(&mut names);
    rows
}

fn nobody_yet(words: Words, role: Role) -> Empty {
    let empty = Empty::new(words.t("caseload-empty"), words.t("caseload-empty-text"));
    if role == Role::Supervisor {
        return empty;
    }
    empty.next(Act::link(words.t("caseload-register"), "/clients/new").primary())
}

fn nobody_found(words: Words) -> Empty {
    Empty::new(words.t("caseload-none"), words.t("caseload-none-text"))
        .next(Act::link(words.t("caseload-all"), "/caseload").primary())
}

impl Wanted {
    fn wants(&self, row: &CaseloadRow) -> bool {
        let shown = match self.show.as_str() {
            "open" => row.course_open,
            "risks" => row.open_alerts > 0,
            "due" => row.due_since.is_some(),
            _ => true,
        };
        shown && self.finds(row)
    }

    /// Every word that was typed is in the name or the reference, with or without accents.
    fn finds(&self, row: &CaseloadRow) -> bool {
        let reference = row.summary.reference.as_deref().unwrap_or_default();
        let text = plain(&format!("{} {reference}", row.summary.name));
        plain(&self.find)
            .split_whitespace()
            .all(|word| text.contains(word))
    }

    fn address(&self, page: usize) -> String {
        let (find, show) = (encode(&self.find), encode(&self.show));
        format!("/caseload?find={find}&show={show}&page={page}")
    }

    fn filters(&self, words: Words) -> Tabs {
        let names = ["all", "open", "risks", "due"];
        let tab = |name: &str| {
            let show = if name == "all" { "" } else { name };
            Tab {
                label: words.one_of("caseload-show", name).into_owned(),
                href: format!("/caseload?find={}&show={show}", encode(&self.find)),
                current: self.show == show,
            }
        };
        Tabs {
            label: words.t("caseload-filters").into_owned(),
            tabs: names.into_iter().map(tab).collect(),
        }
    }
}

/// Lower case, without the accents of the languages that are spoken here.
fn plain(text: &str) -> String {
    text.chars()
        .flat_map(char::to_lowercase)
        .map(|letter| match letter {
            'á' | 'à' | 'ä' | 'â' | 'ã' | 'å' => 'a',
            'é' | 'è' | 'ë' | 'ê' => 'e',
            'í' | 'ì' | 'ï' | 'î' => 'i',
            'ó' | 'ò' | 'ö' | 'ô' | 'õ' | 'ø' => 'o',
            'ú' | 'ù' | 'ü' | 'û' => 'u',
            'ñ' => 'n',
            'ç' => 'c',
            other => other,
        })
        .collect()
}

/// Draws rows for one reader.
struct Drawing<'a> {
    words: Words,
    content: &'a Content,
    zone: TimeZone,
    today: Date,
}

impl Drawing<'_> {
    fn table(&self, found: &[CaseloadRow], at: usize) -> Table {
        let rows = found.iter().skip((at - 1) * ROWS).take(ROWS);
        let head = ["client", "measure", "session", "phase", "due"];
        Table {
            caption: self.words.count("caseload-caption", found.len()),
            head: head
                .map(|name| self.words.one_of("caseload-column", name).into_owned())
                .to_vec(),
            rows: rows
                .enumerate()
                .map(|(at, row)| self.row(at, row))
                .collect(),
            folds: true,
        }
    }

    fn row(&self, at: usize, row: &CaseloadRow) -> Vec<Cell> {
        let words = self.words;
        let summary = &row.summary;
        let session = match summary.sessions {
            Some((held, planned)) if row.course_open => words.t_with(
                "session-of",
                &[("held", held.into()), ("planned", planned.into())],
            ),
            Some(_) => words.t("course-is-closed").into_owned(),
            None if row.summary.measure.is_none() => String::new(),
            None => words.t("course-is-none").into_owned(),
        };
        let phase = match &summary.phase {
            Some(phase) if row.course_open => words.one_of("phase", phase).into_owned(),
            _ => String::new(),
        };
        let due = row.due_since.map_or_else(String::new, |since| {
            let day = since.to_zoned(self.zone.clone()).date();
            words.t_with(
                "due-since",
                &[("day", words.near_date(day, self.today).into())],
            )
        });
        vec![
            self.name(row),
            self.line(at, row),
            Cell::text(session),
            Cell::text(phase),
            Cell::text(due),
        ]
    }

    fn name(&self, row: &CaseloadRow) -> Cell {
        let words = self.words;
        let mut cell = Cell::link(row.summary.name.clone(), format!("/clients/{}", row.record));
        if row.open_alerts > 0 {
            cell = cell.risk_tag(words.count("caseload-risks", row.open_alerts));
        }
        let fictitious = row
            .summary
            .fictitious
            .then(|| words.t("fictitious").into_owned());
        let about: Vec<String> = row
            .summary
            .reference
            .iter()
            .cloned()
            .chain(fictitious)
            .collect();
        if about.is_empty() {
            cell
        } else {
            cell.detail(about.join(" · "))
        }
    }

    fn line(&self, at: usize, row: &CaseloadRow) -> Cell {
        let id = row.summary.measure.as_deref().unwrap_or("phq-9");
        let (Some(instrument), Some((_, last))) = (
            self.content.instrument_newest(id),
            row.summary.scores.last(),
        ) else {
            return Cell::text("");
        };
        let (least, most) = instrument.range().unwrap_or((0.0, 1.0));
        let day = |micros: i64| {
            Timestamp::from_microsecond(micros)
                .unwrap_or(Timestamp::UNIX_EPOCH)
                .to_zoned(self.zone.clone())
                .date()
        };
        let short = instrument.short(self.words.language().tag());
        let points = row.summary.scores.iter();
        let spark = Sparkline {
            title: short.to_owned(),
            score: Series {
                points: points
                    .map(|(at, score)| Score::new(day(*at), *score))
                    .collect(),
                ..Series::on(least, most)
            },
            ..Sparkline::default()
        };
        let prefix = format!("line-{at}");
        let picture = drawn(self.words, |language| {
            spark.draw(&Frame::row(&prefix), language)
        });
        Cell::drawing(picture.svg, number(*last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_without_their_accents() {
        assert_eq!(plain("Lucía NÚÑEZ"), "lucia nunez");
    }
}
