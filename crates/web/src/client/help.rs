//! `/help`: whom to call. For everybody, without sign-in, without a database, and on paper.

use super::crisis::{self, Country, Kind, Line};
use crate::app::App;
use crate::sent::{Asked, Sent};
use crate::ui::{self, Icon, Page, Theme};
use crate::who::Visitor;
use crate::words::{Language, Words};
use crate::wrong::Wrong;
use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::convert::Infallible;

/// The clinic's setting that names its country.
const COUNTRY: &str = "service.country";

#[derive(Template)]
#[template(path = "client/help.html")]
struct HelpPage {
    page: Page,
    offline: bool,
    country: String,
    ways: Ways,
    checked: String,
    others: Vec<Other>,
    languages: Vec<(Language, String)>,
}

struct Other {
    name: String,
    href: String,
    ways: Ways,
}

/// Shows the numbers of one country, and those of all others folded below.
pub(super) async fn show(anybody: Anybody, asked: Result<Asked, Wrong>) -> Response {
    let words = anybody.words;
    // An address that cannot be read must not keep anybody from the numbers.
    let asked = asked.map_or_else(|_| Sent::default(), |Asked(asked)| asked);
    let Some(country) = anybody.country(asked.get("country")).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut page = Page::new(words, words.t("help-title"));
    page.theme = anybody.theme;
    let languages = Language::ALL
        .into_iter()
        .filter(|language| *language != words.language());
    let address = |code: &str, language: Language| {
        format!("/help?country={code}&language={}", language.tag())
    };
    let other = |other: &&'static Country| Other {
        name: other.name(words).to_owned(),
        href: address(other.code, words.language()),
        ways: Ways::of(words, other),
    };
    let shown = HelpPage {
        offline: asked.get("offline") == "yes",
        country: country.name(words).to_owned(),
        ways: Ways::of(words, country),
        checked: words.t_with(
            "help-checked",
            &[("date", words.date(country.checked_on()).into())],
        ),
        others: crisis::others(words, country.code)
            .iter()
            .map(other)
            .collect(),
        languages: languages
            .map(|language| (language, address(country.code, language)))
            .collect(),
        page,
    };
    ui::render(StatusCode::OK, &shown)
}

/// How somebody can be reached, one way a line; emergency services in large figures.
#[derive(Debug, Clone, Template)]
#[template(path = "client/ways.html")]
pub(super) struct Ways {
    ways: Vec<Way>,
}

impl askama::filters::HtmlSafe for Ways {}

#[derive(Debug, Clone)]
struct Way {
    href: String,
    what: String,
    detail: String,
    first: bool,
}

impl Ways {
    /// The ways of a country.
    pub(super) fn of(words: Words, country: &Country) -> Ways {
        Ways {
            ways: country
                .lines()
                .iter()
                .flat_map(|line| ways(words, line))
                .collect(),
        }
    }
}

fn ways(words: Words, line: &Line) -> Vec<Way> {
    let mut detail = vec![line.name(words).to_owned(), line.hours(words).to_owned()];
    detail.extend(
        line.note(words)
            .map(|note| note.trim_end_matches('.').to_owned()),
    );
    let languages: Vec<_> = line
        .languages
        .iter()
        .map(|code| words.one_of("help-language", code))
        .collect();
    if !languages.is_empty() {
        detail.push(words.t_with(
            "help-languages",
            &[("languages", languages.join(", ").into())],
        ));
    }
    let way = |href: String, what: String| Way {
        href,
        what,
        detail: format!("{}.", detail.join(". ")),
        first: line.kind == Kind::Emergency,
    };
    let figures = |number: &str| number.replace(' ', "");
    let call = line.call.as_ref().map(|number| {
        let what = words.t_with("help-call", &[("number", number.clone().into())]);
        way(format!("tel:{}", figures(number)), what)
    });
    let text = line.text.as_ref().map(|number| {
        let what = words.t_with("help-text", &[("number", number.clone().into())]);
        let body = line
            .message
            .as_ref()
            .map_or_else(String::new, |message| format!("?body={message}"));
        way(format!("sms:{}{body}", figures(number)), what)
    });
    let site = line
        .site
        .as_ref()
        .map(|site| way(site.clone(), site.trim_start_matches("https://").to_owned()));
    [call, text, site].into_iter().flatten().collect()
}

/// Whoever asks. Never refused: where nobody can be looked up, the page is shown all the same.
pub(super) struct Anybody {
    app: App,
    words: Words,
    theme: Theme,
    accepted: String,
}

impl Anybody {
    /// The country asked for, else that of the clinic, else that of the browser's language.
    async fn country(&self, asked: &str) -> Option<&'static Country> {
        country_for(&self.app, asked, &self.accepted).await
    }
}

/// The country whose numbers stand first: asked for, of the clinic, or of the browser's language (`en-GB`).
pub(super) async fn country_for(
    app: &App,
    asked: &str,
    accepted: &str,
) -> Option<&'static Country> {
    // Where the record cannot be read the numbers are shown all the same.
    let settings = app.records.settings().await.unwrap_or_default();
    let clinic = settings.get(COUNTRY).or(app.service.country.as_ref());
    let regions = accepted.split(',').filter_map(|range| {
        let tag = range.split(';').next()?.trim();
        tag.split_once('-').map(|(_, region)| region)
    });
    crisis::country(
        [asked]
            .into_iter()
            .chain(clinic.map(String::as_str))
            .chain(regions),
    )
}

impl FromRequestParts<App> for Anybody {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Anybody, Infallible> {
        let accepted = parts
            .headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        let (words, theme) = match Visitor::from_request_parts(parts, app).await {
            Ok(visitor) => {
                let session = visitor.session();
                let theme = session.map(|session| Theme::from_name(session.settings.theme.code()));
                (visitor.words, theme.unwrap_or_default())
            }
            Err(_) => {
                let query = parts.uri.query().unwrap_or_default();
                let asked = query
                    .split('&')
                    .find_map(|pair| pair.strip_prefix("language="));
                let language =
                    Language::negotiate(asked.and_then(Language::from_tag), Some(&accepted));
                (Words::new(language), Theme::default())
            }
        };
        Ok(Anybody {
            app: app.clone(),
            words,
            theme,
            accepted,
        })
    }
}
