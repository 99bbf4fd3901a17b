//! `/account`: one's own name, language, looks and zone; and from there password, second factors, devices, events.

pub(super) mod devices;
pub(super) mod events;
pub(super) mod passkeys;
pub(super) mod password;
pub(super) mod recovery_codes;
pub(super) mod second_factor;
pub(super) mod totp;

use super::new_account::short;
use super::told::{at_field, refusal, status, told};
use super::{done, let_in::see, zones};
use crate::frame;
use crate::sent::{Asked, Form, Sent};
use crate::ui::{self, Act, Choice, Field, Guard, Icon, Line, Lines, Page, Wrongs};
use crate::who::Who;
use crate::words::{Language, Words};
use crate::wrong::Wrong;
use askama::Template;
use attune_identity::{Actor, Locale, TextSize, Theme};
use axum::http::StatusCode;
use axum::response::Response;

/// The client's place that these pages belong to.
pub(super) const PLACE: &str = "/mine";

#[derive(Template)]
#[template(path = "account/own.html")]
struct OwnPage {
    page: Page,
    sign_in_name: String,
    guard: Guard,
    wrongs: Option<Wrongs>,
    fields: Vec<Field>,
    save: Act,
    lines: Lines,
    leave: Act,
}

/// `GET /account`
pub(super) async fn show(who: Who, Asked(asked): Asked) -> Result<Response, Wrong> {
    let fields = fields(&who, &as_stored(&who));
    let mut page = own_page(&who, fields).await?;
    page.page.status = done(who.words(), &asked);
    Ok(ui::render(StatusCode::OK, &page))
}

/// `POST /account`
pub(super) async fn save(who: Who, Form(sent): Form) -> Result<Response, Wrong> {
    sent.only(&["name", "language", "theme", "text_size", "time_zone"])?;
    let mut settings = who.session.settings.clone();
    let mut fields = fields(&who, &sent);
    let words = who.words();
    let mut wrong = |name: &str, text: String| {
        if let Some(field) = fields.iter_mut().find(|field| field.name == name) {
            field.error = Some(text);
        }
    };
    match Locale::from_code(sent.get("language")) {
        Some(locale) => settings.locale = locale,
        None => wrong("language", words.t("choose-one").into_owned()),
    }
    match Theme::from_code(sent.get("theme")) {
        Some(theme) => settings.theme = theme,
        None => wrong("theme", words.t("choose-one").into_owned()),
    }
    match TextSize::from_code(sent.get("text_size")) {
        Some(size) => settings.text_size = size,
        None => wrong("text_size", words.t("choose-one").into_owned()),
    }
    settings.time_zone = sent.get("time_zone").to_owned();
    let mut code = StatusCode::UNPROCESSABLE_ENTITY;
    if fields.iter().all(|field| field.error.is_none()) {
        let identity = &who.app().identity;
        let (actor, id) = (Actor::Person(&who.session), who.session.account);
        let changed = match identity.rename_account(actor, id, sent.get("name")).await {
            Ok(()) => {
                identity
                    .change_settings(&who.session, &settings, who.now())
                    .await
            }
            Err(error) => Err(error),
        };
        let Err(error) = changed else {
            return Ok(see("/account?done=saved"));
        };
        let refusal = refusal(error)?;
        let text = told(&who.visitor, &refusal).await?;
        let at = at_field(&refusal).unwrap_or("name");
        if let Some(field) = fields.iter_mut().find(|field| field.name == at) {
            field.error = Some(text);
        }
        code = status(&refusal);
    }
    let mut page = own_page(&who, fields).await?;
    page.guard.token = sent.token().0;
    Ok(ui::render(code, &page))
}

async fn own_page(who: &Who, fields: Vec<Field>) -> Result<OwnPage, Wrong> {
    let (words, identity) = (who.words(), &who.app().identity);
    let page = frame::own(who, words.t("own-title"), PLACE).await?;
    let account = identity
        .account(Actor::Person(&who.session), who.session.account)
        .await?;
    let factors = identity.second_factors(who.session.account).await?;
    let devices = identity.sessions(&who.session, who.now()).await?.len();
    let line = |what: &str, href: &str, detail: Option<String>| Line {
        what: words.t(what).into_owned(),
        detail,
        href: href.to_owned(),
    };
    let lines = Lines {
        lines: vec![
            line("own-password", "/account/password", None),
            line(
                "factor-title",
                "/account/second-factor",
                Some(second_factor::in_a_line(words, factors)),
            ),
            line(
                "devices-title",
                "/account/devices",
                Some(words.count("devices-count", devices)),
            ),
            line("own-events", "/account/events", None),
        ],
    };
    Ok(OwnPage {
        sign_in_name: account.sign_in_name,
        guard: page.guard(),
        wrongs: Wrongs::of(words, &fields),
        fields,
        save: Act::submit(words.t("own-save")).primary(),
        lines,
        leave: Act::submit(words.t("frame-sign-out")),
        page,
    })
}

fn as_stored(who: &Who) -> Sent {
    let settings = &who.session.settings;
    Sent::of([
        ("name", who.session.name.as_str()),
        ("language", settings.locale.code()),
        ("theme", settings.theme.code()),
        ("text_size", settings.text_size.code()),
        ("time_zone", settings.time_zone.as_str()),
    ])
}

fn fields(who: &Who, sent: &Sent) -> Vec<Field> {
    let words = who.words();
    let languages = Language::ALL
        .iter()
        .map(|language| Choice::new(language.tag(), language.own_name()));
    vec![
        Field::text("name", words.t("own-name"))
            .help(words.t("own-name-help"))
            .value(short(sent.get("name")))
            .autocomplete("name"),
        Field::select("language", words.t("own-language"), languages.collect())
            .value(sent.get("language")),
        select(
            words,
            "theme",
            "own-theme",
            Theme::ALL.iter().map(|t| t.code()),
            sent,
        ),
        select(
            words,
            "text_size",
            "own-text-size",
            TextSize::ALL.iter().map(|size| size.code()),
            sent,
        ),
        zones::field(words.t("own-time-zone"), sent.get("time_zone"))
            .help(words.t("own-time-zone-help")),
    ]
}

fn select(
    words: Words,
    name: &str,
    stem: &str,
    codes: impl Iterator<Item = &'static str>,
    sent: &Sent,
) -> Field {
    let label = |code| match stem {
        "own-theme" => words.one_of("own-theme", code),
        _ => words.one_of("own-text-size", code),
    };
    let choices = codes.map(|code| Choice::new(code, label(code))).collect();
    Field::select(name, words.t(stem), choices).value(sent.get(name))
}
