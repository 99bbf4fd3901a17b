//! The design page of the demo: tokens and every component, in each frame, with fictitious content.
//!
//! For people who build pages; its sample texts are in English, its frames in the language asked for.

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::*;
use crate::words::{Language, Words};

mod samples;

/// The routes under `/design`.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route(
            "/design",
            get(async |seen: Seen| seen.show(&DesignPage::new(seen.page("Design")))),
        )
        .route(
            "/design/today",
            get(async |seen: Seen| {
                seen.show(&TodayPage {
                    page: seen.client("Today", "/today"),
                })
            }),
        )
        .route(
            "/design/check-in",
            get(async |seen: Seen| seen.show(&QuestionPage::new(&seen))),
        )
        .route(
            "/design/sign-in",
            get(async |seen: Seen| seen.show(&SignInPage::new(&seen))),
        )
}

/// How the page is to be shown: `?theme=dark&language=es-419`.
struct Seen {
    words: Words,
    theme: Theme,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    theme: String,
    language: Option<String>,
}

impl<S: Send + Sync> axum::extract::FromRequestParts<S> for Seen {
    type Rejection = StatusCode;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        _: &S,
    ) -> Result<Self, StatusCode> {
        let Query(asked) =
            Query::<Asked>::try_from_uri(&parts.uri).map_err(|_| StatusCode::BAD_REQUEST)?;
        let preferred = asked.language.as_deref().and_then(Language::from_tag);
        let language = Language::negotiate(preferred, accepted(&parts.headers));
        Ok(Self {
            words: Words::new(language),
            theme: Theme::from_name(&asked.theme),
        })
    }
}

fn accepted(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()
}

impl Seen {
    fn page(&self, title: &str) -> Page {
        Page {
            theme: self.theme,
            who: Some("Dr Inés Rey".into()),
            form_token: "sample".into(),
            ..Page::new(self.words, title).at(places::clinician(self.words, 1), "/caseload")
        }
    }

    fn client(&self, title: &str, here: &str) -> Page {
        Page {
            theme: self.theme,
            ..Page::new(self.words, title).at(places::client(self.words), here)
        }
    }

    fn show(&self, template: &impl Template) -> Response {
        render(StatusCode::OK, template)
    }
}

/// Tokens and components in the clinician's frame.
#[derive(Template)]
#[template(path = "design/components.html")]
struct DesignPage {
    page: Page,
    colours: Vec<(&'static str, &'static str)>,
    risk: Notice,
    info: Notice,
    trajectory: Figure,
    client_trajectory: Figure,
    circle: Figure,
    tabs: Tabs,
    acts: Vec<Act>,
    fields: Vec<Field>,
    wrongs: Option<Wrongs>,
    note: Field,
    choices: Field,
    ticks: Field,
    caseload: Table,
    facts: Facts,
    entries: Entries,
    lines: Lines,
    empty: Empty,
    confirm: Confirm,
}

impl DesignPage {
    fn new(mut page: Page) -> Self {
        let words = page.words;
        if let Some(alerts) = page.places.iter_mut().find(|place| place.href == "/alerts") {
            alerts.count = Some((1, true));
        }
        let fields = samples::fields(words);
        let guard = page.guard();
        Self {
            colours: samples::COLOURS.to_vec(),
            risk: samples::risk(),
            info: samples::info(),
            trajectory: samples::trajectory(words, true),
            client_trajectory: samples::trajectory(words, false),
            circle: samples::circle(words),
            tabs: samples::tabs(),
            acts: samples::acts(),
            wrongs: Wrongs::of(words, &fields),
            fields,
            note: samples::note(),
            choices: samples::choices(),
            ticks: samples::ticks(),
            caseload: samples::caseload(words),
            facts: samples::facts(),
            entries: samples::entries(),
            lines: samples::lines(),
            empty: samples::empty(),
            confirm: samples::confirm(guard),
            page,
        }
    }
}

/// A client's letter of the day.
#[derive(Template)]
#[template(path = "design/today.html")]
struct TodayPage {
    page: Page,
}

/// One question of a check-in.
#[derive(Template)]
#[template(path = "design/question.html")]
struct QuestionPage {
    page: Page,
    steps: Steps,
    choices: Field,
}

impl QuestionPage {
    fn new(seen: &Seen) -> Self {
        let mut page = seen.client("Check-in", "/check-in");
        page.back = Some((
            seen.words.t("place-today").into_owned(),
            "/design/today".into(),
        ));
        Self {
            page,
            steps: Steps::new(seen.words, 3, 9),
            choices: samples::choices().as_title(),
        }
    }
}

/// Signing in, after a wrong password.
#[derive(Template)]
#[template(path = "design/sign-in.html")]
struct SignInPage {
    page: Page,
    email: Field,
    password: Field,
    act: Act,
}

impl SignInPage {
    fn new(seen: &Seen) -> Self {
        let page = Page {
            theme: seen.theme,
            ..Page::new(seen.words, "Sign in")
        };
        Self {
            page,
            email: Field::email("email", "E-mail").value("ines.rey@example.org"),
            password: Field::password("password", "Password").error(Some(
                "This e-mail and password do not belong together. Capital letters count.",
            )),
            act: Act::submit("Sign in").primary(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn pages() -> Vec<String> {
        let mut pages = Vec::new();
        for language in Language::ALL {
            let seen = Seen {
                words: Words::new(language),
                theme: Theme::Dark,
            };
            pages.push(DesignPage::new(seen.page("Design")).render().unwrap());
            pages.push(
                TodayPage {
                    page: seen.client("Today", "/today"),
                }
                .render()
                .unwrap(),
            );
            pages.push(QuestionPage::new(&seen).render().unwrap());
            pages.push(SignInPage::new(&seen).render().unwrap());
        }
        pages
    }

    #[test]
    fn no_page_holds_what_the_content_policy_refuses() {
        for page in pages() {
            for refused in [
                " style=",
                "<style",
                " onclick",
                "javascript:",
                "https://",
                "http://",
            ] {
                assert!(!page.contains(refused), "{refused} in {page}");
            }
            assert!(!page.contains("<script>"));
        }
    }

    #[test]
    fn every_id_of_a_page_is_there_once_and_every_label_finds_its_field() {
        for page in pages() {
            let values = |name: &str| -> Vec<String> {
                page.split(&format!(" {name}=\""))
                    .skip(1)
                    .map(|rest| rest.split('"').next().unwrap().to_owned())
                    .collect()
            };
            let mut ids = values("id");
            ids.sort();
            assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "{ids:?}");
            for wanted in values("for")
                .into_iter()
                .chain(values("aria-labelledby"))
                .chain(values("aria-describedby"))
            {
                for one in wanted.split(' ') {
                    assert!(ids.iter().any(|id| id == one), "nothing has the id {one}");
                }
            }
        }
    }

    #[test]
    fn a_clients_page_loads_no_serif() {
        let seen = Seen {
            words: Words::default(),
            theme: Theme::Device,
        };
        let page = TodayPage {
            page: seen.client("Today", "/today"),
        }
        .render()
        .unwrap();
        assert!(
            !page.contains("reading.") && !page.contains("literata"),
            "{page}"
        );
    }
}
