//! Frames: the page around what a handler shows, for a clinician, a client, or a visitor.

use crate::clinician::risk;
use crate::ui::{Act, Notice, Page, Theme, places};
use crate::who::{Administrator, ClientHere, Clinician, Visitor, Who};
use crate::words::Words;
use crate::wrong::Wrong;
use attune_therapy::ids::RecordId;
use attune_therapy::{Role, View};

/// A page with nothing around it: sign-in, set-up, help.
pub(crate) fn plain(visitor: &Visitor, title: impl Into<String>) -> Page {
    let mut page = Page::new(visitor.words, title);
    if let Some(session) = visitor.session() {
        page.form_token = session.form_token().to_owned();
        page.theme = Theme::from_name(session.settings.theme.code());
        page.text_size = session.settings.text_size.code();
    }
    page
}

/// A page of one's own account, in the frame of one's role; `here` is the client's place it belongs to.
pub(crate) async fn own(who: &Who, title: impl Into<String>, here: &str) -> Result<Page, Wrong> {
    let words = who.words();
    match who.session.role {
        Role::Client => Ok(signed_in(who, title).at(places::client(words), here)),
        Role::Administrator => Ok(signed_in(who, title).at(places::administrator(words), here)),
        Role::ServiceLead | Role::Researcher => Ok(signed_in(who, title)),
        Role::Therapist | Role::Facilitator | Role::Supervisor | Role::Staff => {
            clinician(&Clinician(who.clone()), title, here).await
        }
    }
}

/// A page of a clinician, with the rail; `here` is the address of the place it belongs to.
pub(crate) async fn clinician(
    clinician: &Clinician,
    title: impl Into<String>,
    here: &str,
) -> Result<Page, Wrong> {
    let who = &clinician.0;
    // Of everybody this person works with, also on a page that emergency access opened.
    let reader = who.app().identity.reader(&who.session);
    let alerts = risk::waiting(who.app(), &reader, who.now()).await?;
    let places = places::clinician(who.words(), alerts.len());
    Ok(signed_in(who, title).at(places, here))
}

/// A page of an administrator.
pub(crate) fn administrator(admin: &Administrator, title: impl Into<String>, here: &str) -> Page {
    let who = &admin.0;
    signed_in(who, title).at(places::administrator(who.words()), here)
}

/// A page about one client: what is open in the record stands above everything else.
pub(crate) async fn about_client(
    user: &Clinician,
    record: RecordId,
    view: &View,
    title: impl Into<String>,
) -> Result<Page, Wrong> {
    let mut page = clinician(user, title, "/caseload").await?;
    page.risks = open_risks(user.0.words(), &user.0, record, view);
    Ok(page)
}

/// A notice for each alert of this record that waits for a person.
pub(crate) fn open_risks(words: Words, who: &Who, record: RecordId, view: &View) -> Vec<Notice> {
    let content = who.app().records.content();
    view.open_alerts()
        .map(|alert| {
            let when = words.date_time(alert.occurred.at.to_zoned(who.zone()).datetime());
            let what = risk::answer_words(content, words, &alert.answered);
            let text = words.t_with(
                "risk-answered-on",
                &[("what", what.into()), ("when", when.into())],
            );
            let state = if alert.acknowledged.is_some() {
                "acknowledged"
            } else {
                "nobody"
            };
            let due = risk::due_words(content, words, &alert.answered);
            let more = match due {
                Some(due) => words.t_with(
                    "risk-state-due",
                    &[
                        ("state", words.one_of("risk-state", state).into()),
                        ("due", due.into()),
                    ],
                ),
                None => words.one_of("risk-state", state).into_owned(),
            };
            Notice::risk(words.t("risk-open"), text)
                .more(more)
                .act(Act::link(
                    words.t("risk-deal-with"),
                    format!("/clients/{record}/alerts/{}", alert.trigger),
                ))
        })
        .collect()
}

/// A page of a client, with the bar.
pub(crate) fn client(here: &ClientHere, title: impl Into<String>, place: &str) -> Page {
    let places = places::client(here.who.words());
    let mut page = signed_in(&here.who, title).at(places, place);
    page.fictitious = here.who.app().is_demo();
    page
}

/// A page of anybody who is signed in, with neither rail nor bar.
pub(crate) fn signed_in(who: &Who, title: impl Into<String>) -> Page {
    let mut page = Page::new(who.words(), title);
    page.theme = Theme::from_name(who.session.settings.theme.code());
    page.text_size = who.session.settings.text_size.code();
    page.who = Some(who.session.name.clone());
    page.form_token = who.session.form_token().to_owned();
    page
}
