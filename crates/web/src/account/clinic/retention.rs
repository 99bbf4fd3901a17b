//! `/clinic/retention`: how long records are kept, and those that have been kept as long as they must.

use crate::account::done;
use crate::account::let_in::see;
use crate::account::new_account::short;
use crate::frame;
use crate::sent::{Asked, Form, Sent};
use crate::ui::{self, Act, Cell, Empty, Field, Guard, Page, Table};
use crate::who::{Administrator, Who};
use crate::wrong::Wrong;
use askama::Template;
use attune_record::{ADULT_YEARS, MINOR_UNTIL_AGE};
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "account/retention.html")]
struct RetentionPage {
    page: Page,
    guard: Guard,
    fields: Vec<Field>,
    save: Act,
    due: Result<Table, Empty>,
    back: Act,
}

/// `GET /clinic/retention`
pub(in crate::account) async fn show(
    admin: Administrator,
    Asked(asked): Asked,
) -> Result<Response, Wrong> {
    let who = &admin.0;
    let periods = who.app().records.retention().await?;
    let (adults, minors) = (
        periods.adult_years.to_string(),
        periods.minor_until_age.to_string(),
    );
    let stored = Sent::of([("adults", adults.as_str()), ("minors", minors.as_str())]);
    let mut page = page(&admin, fields(who, &stored)).await?;
    page.page.status = done(who.words(), &asked);
    Ok(ui::render(StatusCode::OK, &page))
}

/// `POST /clinic/retention`
pub(in crate::account) async fn save(
    admin: Administrator,
    Form(sent): Form,
) -> Result<Response, Wrong> {
    sent.only(&["adults", "minors"])?;
    let (who, words) = (&admin.0, admin.0.words());
    // A shorter period lets records be erased: as grave as a change of role.
    if !who.session.is_stepped_up(who.now()) {
        return Err(Wrong::StepUp);
    }
    let mut fields = fields(who, &sent);
    let mut numbers = Vec::new();
    let ranges = [
        (1..=100, "retention-adults-wrong"),
        (18..=120, "retention-minors-wrong"),
    ];
    for (field, (range, said)) in fields.iter_mut().zip(ranges) {
        let typed: Option<i16> = sent.get(&field.name).trim().parse().ok();
        match typed.filter(|number| range.contains(number)) {
            Some(number) => numbers.push(number.to_string()),
            None => field.error = Some(words.t(said).into_owned()),
        }
    }
    let [adults, minors] = &numbers[..] else {
        let mut page = page(&admin, fields).await?;
        page.guard.token = sent.token().0;
        return Ok(ui::render(StatusCode::UNPROCESSABLE_ENTITY, &page));
    };
    let records = &who.app().records;
    for (name, value) in [(ADULT_YEARS, adults), (MINOR_UNTIL_AGE, minors)] {
        records
            .change_setting(&who.reader, name, value, who.now())
            .await?;
    }
    Ok(see("/clinic/retention?done=saved"))
}

async fn page(admin: &Administrator, fields: Vec<Field>) -> Result<RetentionPage, Wrong> {
    let (who, words) = (&admin.0, admin.0.words());
    let page = frame::administrator(admin, words.t("retention-title"), "/clinic");
    Ok(RetentionPage {
        guard: page.guard(),
        fields,
        save: Act::submit(words.t("own-save")).primary(),
        due: due(who).await?,
        back: Act::link(words.t("clinic-back"), "/clinic").bare(),
        page,
    })
}

fn fields(who: &Who, sent: &Sent) -> Vec<Field> {
    let words = who.words();
    vec![
        Field::number("adults", words.t("retention-adults"))
            .help(words.t("retention-adults-help"))
            .value(short(sent.get("adults"))),
        Field::number("minors", words.t("retention-minors"))
            .help(words.t("retention-minors-help"))
            .value(short(sent.get("minors"))),
    ]
}

/// The records that may be erased, by number: the administrator learns no name.
async fn due(who: &Who) -> Result<Result<Table, Empty>, Wrong> {
    let words = who.words();
    let records = &who.app().records;
    let due = records.retention_due(&who.reader, who.now()).await?;
    if due.is_empty() {
        return Ok(Err(Empty::new(
            words.t("retention-none-title"),
            words.t("retention-none-text"),
        )));
    }
    let row = |due: &attune_record::RetentionDue| {
        vec![
            Cell::text(due.record.to_string()),
            Cell::text(words.date(due.since)),
            Cell::link(
                words.t("erase-act"),
                format!("/clinic/records/{}/erase", due.record),
            ),
        ]
    };
    Ok(Ok(Table {
        caption: words.count("retention-count", due.len()),
        head: [
            words.t("retention-head-record"),
            words.t("retention-head-since"),
            words.t("invitations-head-act"),
        ]
        .map(|head| head.into_owned())
        .to_vec(),
        rows: due.iter().map(row).collect(),
        folds: true,
    }))
}
