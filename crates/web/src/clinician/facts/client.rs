//! The form of `client.registered`.

use crate::clinician::problems::{Problems, Reading};
use crate::sent::Sent;
use crate::ui::{Choice, Field};
use crate::words::{Language, Words};
use attune_therapy::client::ClientRegistered;
use attune_therapy::text::Text;
use jiff::tz::TimeZone;

pub(in crate::clinician) fn fields(words: Words, sent: &Sent) -> Vec<Field> {
    let languages = Language::ALL
        .iter()
        .map(|language| Choice::new(language.tag(), language.own_name()))
        .collect();
    let zones = zones()
        .into_iter()
        .map(|zone| Choice::new(zone.clone(), zone.replace('_', " ")))
        .collect();
    vec![
        Field::text("name", words.t("client-name"))
            .value(sent.get("name"))
            .help(words.t("client-name-help"))
            .at_most(120),
        Field::text("reference", words.t("client-reference"))
            .value(sent.get("reference"))
            .help(words.t("client-reference-help"))
            .optional(words)
            .at_most(60),
        Field::text("born", words.t("client-born"))
            .value(sent.get("born"))
            .help(words.t("client-born-help"))
            .optional(words)
            .at_most(10),
        Field::select("locale", words.t("client-language"), languages)
            .value(sent.get("locale"))
            .help(words.t("client-language-help")),
        Field::select("zone", words.t("client-zone"), zones)
            .value(sent.get("zone"))
            .help(words.t("client-zone-help")),
    ]
}

/// Time zones that people live in.
fn zones() -> Vec<String> {
    let regions = [
        "Africa/",
        "America/",
        "Antarctica/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    ];
    let mut zones: Vec<String> = jiff::tz::db()
        .available()
        .map(|name| name.as_str().to_owned())
        .filter(|name| regions.iter().any(|region| name.starts_with(region)))
        .collect();
    zones.sort();
    zones.push("UTC".to_owned());
    zones
}

pub(in crate::clinician) fn read(
    words: Words,
    sent: &Sent,
    fictitious: bool,
) -> Result<ClientRegistered, Problems> {
    let mut reading = Reading::new(words, sent);
    let name = reading.line("name", 120);
    let reference = Some(reading.text("reference", 60)).filter(|text| !text.is_empty());
    let born = reading.approximate("born");
    let locale = reading.choice("locale", |tag| {
        Language::ALL
            .iter()
            .find(|language| language.tag() == tag)
            .map(|language| language.tag().to_owned())
    });
    let zone = reading.choice("zone", |name| {
        TimeZone::get(name).ok().map(|_| name.to_owned())
    });
    reading.done(Some(ClientRegistered {
        name,
        reference,
        born,
        locale,
        zone,
        fictitious,
    }))
}

pub(in crate::clinician) fn typed(fact: &ClientRegistered) -> Sent {
    let born = fact.born.map(|born| born.to_string()).unwrap_or_default();
    Sent::of([
        ("name", fact.name.as_str()),
        (
            "reference",
            fact.reference.as_ref().map_or("", Text::as_str),
        ),
        ("born", &born),
        ("locale", fact.locale.as_deref().unwrap_or("en")),
        ("zone", fact.zone.as_deref().unwrap_or("UTC")),
    ])
}
