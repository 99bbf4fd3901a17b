//! Bad input: a message at the field, what was typed kept, nothing stored, the right status.

use super::{Desk, register};
use attune_therapy::Role;
use uuid::Uuid;

#[tokio::test]
async fn an_empty_a_far_too_long_and_a_hidden_name_are_refused_where_they_are_typed() {
    let mut desk = Desk::new().await;
    let long = "x".repeat(5000);
    let cases = [
        ("", "Enter a name; initials are enough."),
        (long.as_str(), "This has 5000 characters; at most 120 fit."),
        ("An\u{0}a", "characters that cannot be shown"),
        ("An\u{202e}a", "characters that cannot be shown"),
        ("Ana\nVega", "one line"),
    ];
    for (name, message) in cases {
        desk.ines.get("/clients/new").await;
        let fields = [
            ("name", name),
            ("reference", "kept <b>"),
            ("born", "May"),
            ("locale", "en"),
            ("zone", "UTC"),
        ];
        let page = desk.ines.post("/clients/new", &fields).await;
        page.assert_status(422)
            .assert_says(message)
            .assert_says("Write a day (2019-03-21)");
        assert_eq!(page.field("reference").as_deref(), Some("kept <b>"));
        assert!(page.body.contains("aria-invalid"));
    }
    desk.ines.get("/caseload").await.assert_says("One client");
}

#[tokio::test]
async fn fields_that_a_form_does_not_have_are_refused() {
    let mut desk = Desk::in_course().await;
    desk.get("/events").await;
    let event = [("title", "x"), ("when", "2026"), ("kind", "other")];
    for path in [
        "/events",
        "/circle/people",
        "/intake",
        "/sessions/new",
        "/team",
    ] {
        let mut fields = event.to_vec();
        fields.push(("is_admin", "yes"));
        let answer = desk.post(path, &fields).await;
        assert!(
            [400, 404].contains(&answer.status.as_u16()),
            "{path}: {}",
            answer.text()
        );
    }
    desk.get("/events")
        .await
        .assert_says("Nothing on the timeline yet");
}

#[tokio::test]
async fn a_form_from_an_older_sign_in_or_from_elsewhere_is_refused() {
    let mut desk = Desk::in_course().await;
    desk.get("/events").await;
    let event = [
        ("title", "x"),
        ("when", "2026"),
        ("kind", "other"),
        ("form_token", "of another session"),
    ];
    desk.post("/events", &event).await.assert_status(403);
    let kind = ("content-type", "application/x-www-form-urlencoded");
    let foreign = [kind, ("sec-fetch-site", "cross-site")];
    let path = format!("{}/events", desk.client);
    let body = axum::body::Body::from("title=x&when=2026&kind=other");
    let answer = desk
        .ines
        .send(axum::http::Method::POST, &path, &foreign, body)
        .await;
    answer.assert_status(403);
}

#[tokio::test]
async fn bytes_that_are_no_text_and_bodies_that_are_too_large_are_refused() {
    let mut desk = Desk::in_course().await;
    let path = format!("{}/events", desk.client);
    desk.ines
        .post_raw(&path, &b"title=%ff%fe"[..])
        .await
        .assert_status(400);
    let large = format!("title={}", "x".repeat(2_000_000));
    desk.ines.post_raw(&path, large).await.assert_status(413);
}

#[tokio::test]
async fn a_record_that_is_not_ones_own_or_not_there_is_not_found_everywhere() {
    let mut desk = Desk::in_course().await;
    let mut tom = desk.world.person("Tom Ash", Role::Therapist).await;
    register(&mut tom, "Tom's client").await;
    let nowhere = format!("/clients/{}", Uuid::now_v7());
    let pages = [
        "",
        "/circle",
        "/events",
        "/intake",
        "/history",
        "/team",
        "/course",
        "/sessions/new",
        "/measures/new",
        "/notes/new",
    ];
    for rest in pages {
        for client in [
            desk.client.as_str(),
            nowhere.as_str(),
            "/clients/1",
            "/clients/%00",
        ] {
            tom.get(&format!("{client}{rest}")).await.assert_status(404);
        }
    }
    let forms = [
        "/circle",
        "/circle/people",
        "/events",
        "/intake",
        "/course",
        "/sessions/new",
        "/team",
        "/team/invite",
    ];
    for rest in forms {
        tom.post(&format!("{}{rest}", desk.client), &[])
            .await
            .assert_status(404);
    }
    // Ids of one's own record in another's address lead nowhere either.
    let entry = Uuid::now_v7();
    for rest in ["/measures/", "/alerts/"] {
        desk.get(&format!("{rest}{entry}")).await.assert_status(404);
        desk.get(&format!("{rest}x")).await.assert_status(404);
    }
    desk.get(&format!("/entries/{entry}/correct"))
        .await
        .assert_status(404);
}

#[tokio::test]
async fn a_client_reaches_none_of_these_pages() {
    let mut desk = Desk::in_course().await;
    let mut maria = desk.world.person("Maria Sol", Role::Client).await;
    for path in ["/caseload", "/alerts", "/clients/new"] {
        maria.get(path).await.assert_status(404);
    }
    maria.get(&desk.client).await.assert_status(404);
    let _ = desk.get("").await;
}

#[tokio::test]
async fn days_that_do_not_exist_or_are_still_to_come_are_refused_at_the_field() {
    let mut desk = Desk::in_course().await;
    for (day, message) in [
        ("2026-02-30", "not a day of the calendar"),
        ("", "Enter the day."),
        ("2027-01-01", "still to come"),
        ("0000-00-00", "not a day of the calendar"),
    ] {
        let page = desk.hold("1", day).await;
        page.assert_status(422).assert_says(message);
        assert_eq!(page.field("theme").as_deref(), Some("The move"));
    }
    desk.get("/events").await;
    let event = [("title", "Tomorrow"), ("when", "2031"), ("kind", "other")];
    desk.post("/events", &event)
        .await
        .assert_status(422)
        .assert_says("still to come");
}

#[tokio::test]
async fn paper_answers_that_do_not_fit_are_refused_and_open_ones_asked_once() {
    let mut desk = Desk::in_course().await;
    let page = desk.phq9("2026-11-02", "7", "0").await;
    page.assert_status(422)
        .assert_says("The form has no such answer here.");
    desk.get("/measures/new?instrument=phq-9").await;
    let fields = [
        ("date", "2026-11-02"),
        ("occasion", "extra"),
        ("item-1", "1"),
    ];
    let page = desk.post("/measures/new?instrument=phq-9", &fields).await;
    page.assert_status(422)
        .assert_says("No answer here.")
        .assert_says("were left open on paper");
    assert!(page.body.contains("value=\"1\" checked"));
    let mut fields = fields.to_vec();
    fields.push(("gaps", "yes"));
    let answer = desk.post("/measures/new?instrument=phq-9", &fields).await;
    answer.assert_status(303);
    desk.ines
        .go(&answer.location().unwrap())
        .await
        .assert_says("answered, no total");
    desk.get("/measures/new?instrument=no-such")
        .await
        .assert_status(404);
}

#[tokio::test]
async fn an_occasion_is_answered_once() {
    let mut desk = Desk::in_course().await;
    let all: Vec<String> = (1..=9).map(|item| format!("item-{item}")).collect();
    let mut fields = vec![("date", "2026-11-02"), ("occasion", "session-1")];
    fields.extend(all.iter().map(|name| (name.as_str(), "0")));
    desk.get("/measures/new?instrument=phq-9").await;
    desk.post("/measures/new?instrument=phq-9", &fields)
        .await
        .assert_status(303);
    desk.get("/measures/new?instrument=phq-9").await;
    let page = desk.post("/measures/new?instrument=phq-9", &fields).await;
    page.assert_status(422)
        .assert_says("answered already for this occasion");
}
