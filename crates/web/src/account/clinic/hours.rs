//! `/clinic/hours`: when somebody is there to read what clients write, and whose crisis numbers stand first. Every page
//! on which a client writes, and the help page, say what is set here.

use crate::account::done;
use crate::account::let_in::see;
use crate::client::crisis;
use crate::frame;
use crate::hours::{SETTINGS, ServiceHours};
use crate::sent::{Asked, Form, Sent};
use crate::ui::{self, Act, Choice, Field, Guard, Page};
use crate::who::Administrator;
use crate::words::Words;
use crate::wrong::Wrong;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

/// The setting that names the country whose numbers stand first.
pub(in crate::account) const COUNTRY: &str = "service.country";

/// What a day says on which nobody is there.
const CLOSED: &str = "closed";

const DAYS: [&str; 7] = [
    "day-1", "day-2", "day-3", "day-4", "day-5", "day-6", "day-7",
];

#[derive(Template)]
#[template(path = "account/hours.html")]
struct HoursPage {
    page: Page,
    guard: Guard,
    country: Field,
    days: Vec<Field>,
    save: Act,
    back: Act,
}

/// `GET /clinic/hours`
pub(in crate::account) async fn show(
    admin: Administrator,
    Asked(asked): Asked,
) -> Result<Response, Wrong> {
    let app = admin.0.app();
    let settings = app.records.settings().await?;
    let hours = app.service.hours.set_by(&settings, String::new());
    let days = hours.week.map(|day| {
        day.map_or_else(String::new, |(from, until)| {
            format!("{}-{}", from.strftime("%H:%M"), until.strftime("%H:%M"))
        })
    });
    let country = settings
        .get(COUNTRY)
        .or(app.service.country.as_ref())
        .cloned()
        .unwrap_or_default();
    let stored = DAYS
        .iter()
        .copied()
        .zip(days.iter().map(String::as_str))
        .chain([("country", country.as_str())]);
    let mut page = page(&admin, &Sent::of(stored));
    page.page.status = done(admin.0.words(), &asked);
    Ok(ui::render(StatusCode::OK, &page))
}

/// `POST /clinic/hours`
pub(in crate::account) async fn save(
    admin: Administrator,
    Form(sent): Form,
) -> Result<Response, Wrong> {
    let known: Vec<&str> = DAYS.iter().copied().chain(["country"]).collect();
    sent.only(&known)?;
    let words = admin.0.words();
    let mut page = page(&admin, &sent);
    let mut changes = Vec::new();
    for ((field, name), setting) in page.days.iter_mut().zip(DAYS).zip(SETTINGS) {
        let typed = sent.get(name).trim();
        match ServiceHours::read_day(typed) {
            Some(_) => changes.push((setting, typed.replace(' ', ""))),
            None if typed.is_empty() => changes.push((setting, CLOSED.to_owned())),
            None => field.error = Some(words.t("hours-day-wrong").into_owned()),
        }
    }
    let country = sent.get("country");
    if crisis::all().any(|known| known.code == country) {
        changes.push((COUNTRY, country.to_owned()));
    } else {
        page.country.error = Some(words.t("hours-country-wrong").into_owned());
    }
    if changes.len() < DAYS.len() + 1 {
        page.guard.token = sent.token().0;
        return Ok(ui::render(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    let who = &admin.0;
    let stored = who.app().records.settings().await?;
    for (setting, value) in changes
        .into_iter()
        .filter(|(setting, value)| stored.get(*setting) != Some(value))
    {
        who.app()
            .records
            .change_setting(&who.reader, setting, &value, who.now())
            .await?;
    }
    Ok(see("/clinic/hours?done=saved"))
}

fn page(admin: &Administrator, sent: &Sent) -> HoursPage {
    let words = admin.0.words();
    let page = frame::administrator(admin, words.t("hours-title"), "/clinic");
    let day = |(number, name): (usize, &'static str)| {
        Field::text(name, words.one_of("weekday", number))
            .value(sent.get(name))
            .at_most(13)
            .optional(words)
    };
    HoursPage {
        guard: page.guard(),
        country: Field::select("country", words.t("hours-country"), countries(words))
            .help(words.t("hours-country-help"))
            .value(sent.get("country")),
        days: (1..).zip(DAYS).map(day).collect(),
        save: Act::submit(words.t("own-save")).primary(),
        back: Act::link(words.t("clinic-back"), "/clinic").bare(),
        page,
    }
}

fn countries(words: Words) -> Vec<Choice> {
    let nobody = Choice::new("", words.t("hours-country-none"));
    let known = crisis::others(words, "").into_iter();
    std::iter::once(nobody)
        .chain(known.map(|country| Choice::new(country.code, country.name(words))))
        .collect()
}
