//! The circle, the timeline and the intake.

use super::Desk;

#[tokio::test]
async fn a_person_joins_the_circle_once_and_is_moved_by_the_plain_form() {
    let mut desk = Desk::in_course().await;
    let page = desk.get("/circle").await;
    page.assert_says("Nobody on the circle yet");
    let fields = [
        ("name", "Lucía"),
        ("relation", "sibling"),
        ("first_ring", "3"),
        ("token", "0198c5a0-0000-7000-8000-0000000000d1"),
    ];
    desk.post("/circle/people", &fields)
        .await
        .assert_status(303);
    desk.post("/circle/people", &fields)
        .await
        .assert_status(303);
    let page = desk.get("/circle").await;
    assert_eq!(
        page.text().matches("Lucía (outer)").count(),
        1,
        "{}",
        page.text()
    );
    let person = page
        .body
        .split("data-person=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let moved = desk
        .post(
            "/circle",
            &[("circle", "now"), ("person", &person), ("ring", "1")],
        )
        .await;
    moved.assert_status(303);
    let page = desk.ines.get(&moved.location().unwrap()).await;
    page.assert_says("Lucía came closer")
        .assert_says("Place saved");
    // The history tells both places.
    page.assert_says("outer inner");
    // As the script sends it, with the exact place.
    desk.get("/circle").await;
    let sent = [
        ("circle", "wished"),
        ("person", person.as_str()),
        ("ring", "2"),
        ("distance", "0.6"),
        ("angle", "271.5"),
    ];
    desk.post("/circle", &sent).await.assert_status(303);
    desk.get("/circle?circle=wished&over=now")
        .await
        .assert_status(200)
        .assert_says("as wished for");
}

#[tokio::test]
async fn somebody_who_is_not_in_the_inventory_is_not_placed() {
    let mut desk = Desk::in_course().await;
    desk.get("/circle").await;
    desk.post(
        "/circle/people",
        &[("name", "Ana"), ("relation", "friend"), ("first_ring", "2")],
    )
    .await;
    desk.get("/circle").await;
    for (person, ring) in [
        ("0198c5a0-0000-7000-8000-0000000000ff", "1"),
        ("x", "1"),
        ("", "9"),
    ] {
        let page = desk
            .post(
                "/circle",
                &[("circle", "now"), ("person", person), ("ring", ring)],
            )
            .await;
        page.assert_status(422).assert_says("Choose one of these.");
    }
}

#[tokio::test]
async fn a_life_event_with_an_approximate_date_stands_on_the_timeline() {
    let mut desk = Desk::in_course().await;
    desk.get("/events")
        .await
        .assert_says("Nothing on the timeline yet");
    let event = [
        ("title", "Mother died"),
        ("when", "2026-03"),
        ("kind", "death"),
        ("onset", "yes"),
    ];
    desk.post("/events", &event).await.assert_status(303);
    desk.get("/events")
        .await
        .assert_says("With the onset: Mother died")
        .assert_says("March 2026");
}

#[tokio::test]
async fn each_part_of_the_intake_is_noted_by_itself_and_what_is_typed_is_kept() {
    let mut desk = Desk::in_course().await;
    let page = desk.get("/intake").await;
    let token = page.field("form_token").unwrap();
    let draft = page
        .body
        .split("data-draft=\"")
        .nth(2)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let headers = [
        ("content-type", "application/json"),
        ("if-none-match", "*"),
        ("x-form-token", token.as_str()),
    ];
    let body = r#"{"fields":{"part":"onset","text-onset":"Since the move in"}}"#;
    desk.ines
        .send(axum::http::Method::PUT, &draft, &headers, body.into())
        .await
        .assert_status(204);
    desk.get("/intake").await.assert_says("Since the move in");
    let fields = [
        ("part", "presenting-problem"),
        ("text-presenting-problem", "I cry in the car."),
    ];
    desk.post("/intake", &fields).await.assert_status(303);
    let page = desk.get("").await;
    page.assert_says("I cry in the car.")
        .assert_says("7 parts are not noted yet.");
    // What is only a draft is nobody's but its author's, and not in the record.
    assert!(!page.says("Since the move in"));
    let refused = desk
        .post("/intake", &[("part", "risk"), ("text-risk", "")])
        .await;
    refused
        .assert_status(422)
        .assert_says("Write something before it is stored.");
}
