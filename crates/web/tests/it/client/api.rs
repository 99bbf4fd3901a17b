use super::{FORM, Portal};
use crate::harness::{Answer, Browser};
use attune_therapy::Role;
use axum::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

fn json_of(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body)
        .unwrap_or_else(|_| panic!("no JSON: {} {}", answer.status, answer.body))
}

fn check_in(occasion: &str, ninth: i64) -> Value {
    let mut answers: serde_json::Map<String, Value> =
        (1..=8).map(|item| (item.to_string(), json!(2))).collect();
    answers.insert("9".into(), json!(ninth));
    json!({
        "token": Uuid::now_v7(), "instrument": "phq-9", "version": "1", "occasion": occasion,
        "occurred_at": "2026-11-02T11:55:00Z", "zone": "America/Bogota", "answers": answers,
    })
}

async fn post(browser: &mut Browser, path: &str, body: &Value) -> (u16, Value) {
    let answer = browser
        .send_json(Method::POST, path, &body.to_string())
        .await;
    (answer.status.as_u16(), json_of(&answer))
}

#[tokio::test]
async fn a_questionnaire_that_arrives_whole_is_one_entry_however_often_it_is_sent() {
    let mut portal = Portal::in_course().await;
    let body = check_in("session-1", 0);
    let (status, first) = post(&mut portal.maya, "/api/check-in", &body).await;
    assert_eq!((status, &first["status"]), (200, &json!("accepted")));
    assert_eq!(first["total"], json!(16.0));
    assert_eq!(first["complete"], json!(true));
    assert_eq!(first["critical"], json!([]));
    let (_, again) = post(&mut portal.maya, "/api/check-in", &body).await;
    assert_eq!(
        (&again["status"], &again["entry"]),
        (&json!("duplicate"), &first["entry"])
    );
    assert_eq!(portal.count("measure.completed").await, 1);
    let view = portal.view().await;
    assert_eq!(view.measures()[0].occurred.zone, "America/Bogota");
    assert_eq!(
        view.measures()[0].occurred.at.to_string(),
        "2026-11-02T11:55:00Z"
    );
}

#[tokio::test]
async fn a_critical_answer_opens_an_alert_even_when_the_rest_is_refused() {
    let mut portal = Portal::in_course().await;
    let (_, told) = post(&mut portal.maya, "/api/check-in", &check_in("session-1", 1)).await;
    assert_eq!(told["critical"], json!(["9"]));
    assert_eq!(portal.view().await.open_alerts().count(), 1);
    // The occasion was answered; the answer that a person has to see is heard all the same.
    let (status, refused) =
        post(&mut portal.maya, "/api/check-in", &check_in("session-1", 3)).await;
    assert_eq!((status, &refused["field"]), (422, &json!("occasion")));
    let view = portal.view().await;
    assert_eq!(view.measures().len(), 1);
    assert_eq!(
        view.open_alerts().next().unwrap().answered.answer.value(),
        Some(3)
    );
}

#[tokio::test]
async fn what_cannot_be_entered_names_the_field() {
    let mut portal = Portal::in_course().await;
    let cases = [
        ("token", json!("seven"), "token"),
        ("instrument", json!("phq-10"), "instrument"),
        ("version", json!("99"), "instrument"),
        ("occasion", json!("soon"), "occasion"),
        ("zone", json!("Moon/Base"), "zone"),
        ("occurred_at", json!("2027-11-02T11:55:00Z"), "occurred_at"),
        ("answers", json!({ "1": 4 }), "answers"),
        ("answers", json!({ "12": 1 }), "answers"),
    ];
    for (name, value, field) in cases {
        let mut body = check_in("session-1", 0);
        body[name] = value.clone();
        let (status, answer) = post(&mut portal.maya, "/api/check-in", &body).await;
        assert_eq!(
            (status, &answer["field"]),
            (422, &json!(field)),
            "{name} {value}: {answer}"
        );
        assert!(answer["message"].as_str().unwrap().len() > 10);
    }
    for odd in ["", "{", "[]", "{\"token\":1}", "\u{0}"] {
        let answer = portal
            .maya
            .send_json(Method::POST, "/api/check-in", odd)
            .await;
        assert_eq!(
            (answer.status.as_u16(), &json_of(&answer)["error"]),
            (400, &json!("bad-request")),
            "{odd:?}"
        );
    }
    assert_eq!(portal.count("measure.completed").await, 0);
}

#[tokio::test]
async fn only_the_client_with_the_proof_of_the_session_is_heard() {
    let portal = Portal::in_course().await;
    let body = check_in("session-1", 0).to_string();
    let mut visitor = portal.world.visitor();
    let answer = visitor
        .send_json(Method::POST, "/api/check-in", &body)
        .await;
    assert_eq!(
        (answer.status.as_u16(), &json_of(&answer)["error"]),
        (401, &json!("sign-in"))
    );
    // A browser that never opened a page has no token to show.
    let mut other = portal.world.signed_in(portal.maya.account.unwrap()).await;
    let answer = other.send_json(Method::POST, "/api/check-in", &body).await;
    assert_eq!(
        (answer.status.as_u16(), &json_of(&answer)["error"]),
        (403, &json!("not-from-here"))
    );
    let mut ines = portal.world.signed_in(portal.ines).await;
    ines.get("/caseload").await;
    let answer = ines.send_json(Method::POST, "/api/check-in", &body).await;
    assert_eq!(answer.status.as_u16(), 404);
}

#[tokio::test]
async fn a_program_learns_what_it_needs_to_speak_for_its_client() {
    let portal = Portal::in_course().await;
    let mut program = portal.world.signed_in(portal.maya.account.unwrap()).await;
    let me = json_of(&program.get("/api/me").await);
    assert_eq!(me["record"], json!(portal.record));
    let token = me["form_token"].as_str().unwrap().to_owned();
    let headers = [
        ("content-type", "application/json"),
        ("x-form-token", token.as_str()),
    ];
    let body = check_in("session-1", 0).to_string();
    let answer = program
        .send(Method::POST, "/api/check-in", &headers, body.into())
        .await;
    assert_eq!(json_of(&answer)["status"], json!("accepted"));
    let mut ines = portal.world.signed_in(portal.ines).await;
    ines.get("/api/me").await.assert_status(404);
}

#[tokio::test]
async fn the_last_scores_are_read_by_whoever_may_and_by_nobody_else() {
    let mut portal = Portal::in_course().await;
    for number in 1..=25 {
        let (status, told) = post(
            &mut portal.maya,
            "/api/check-in",
            &check_in(&format!("extra-{number}"), 0),
        )
        .await;
        assert_eq!(status, 200, "{told}");
    }
    let path = format!("/api/clients/{}/scores?instrument=phq-9", portal.record);
    let answer = portal
        .maya
        .get("/api/clients/me/scores?instrument=phq-9&last=3")
        .await;
    let scores = json_of(&answer);
    assert_eq!(scores.as_array().unwrap().len(), 3);
    let expected = json!({
        "at": "2026-11-02T11:55:00Z", "instrument": "phq-9", "version": "1", "total": 16, "complete": true
    });
    assert_eq!(scores[0], expected);
    assert_eq!(
        json_of(&portal.maya.get(&path).await)
            .as_array()
            .unwrap()
            .len(),
        20
    );
    let mut ines = portal.world.signed_in(portal.ines).await;
    assert_eq!(
        json_of(&ines.get(&path).await).as_array().unwrap().len(),
        20
    );
    ines.get("/api/clients/me/scores?instrument=phq-9")
        .await
        .assert_status(404);
    let mut tom = portal.world.person("Tom Ashby", Role::Therapist).await;
    for browser in [
        &mut tom,
        &mut portal.world.person("Jonas Reed", Role::Client).await,
    ] {
        let answer = browser.get(&path).await;
        assert_eq!(
            (answer.status.as_u16(), &json_of(&answer)["error"]),
            (404, &json!("not-found"))
        );
    }
    let mut visitor = portal.world.visitor();
    assert_eq!(
        json_of(&visitor.get(&path).await)["error"],
        json!("sign-in")
    );
    for (query, field) in [
        ("", "instrument"),
        ("?instrument=phq-10", "instrument"),
        ("?instrument=phq-9&last=x", "last"),
    ] {
        let answer = portal
            .maya
            .get(&format!("/api/clients/me/scores{query}"))
            .await;
        assert_eq!(
            (answer.status.as_u16(), &json_of(&answer)["field"]),
            (422, &json!(field)),
            "{query}"
        );
    }
}

#[tokio::test]
async fn what_was_entered_offline_is_taken_in_order_and_what_is_refused_is_kept() {
    let mut portal = Portal::in_course().await;
    let person = Uuid::now_v7();
    let entry = |number: u64, kind: &str, body: Value| {
        json!({
            "token": Uuid::now_v7(), "kind": kind, "v": 1, "body": body,
            "occurred_at": "2026-10-30T20:00:00Z", "zone": "America/Bogota", "device_seq": number,
        })
    };
    let added = entry(
        1,
        "person.added",
        json!({ "person": person, "name": "Ana", "relation": "friend" }),
    );
    let placed = entry(
        2,
        "person.placed",
        json!({ "person": person, "circle": "now", "ring": "inner", "angle": 20 }),
    );
    let nobody = entry(
        3,
        "person.placed",
        json!({ "person": Uuid::now_v7(), "circle": "now", "ring": "inner", "angle": 20 }),
    );
    let not_mine = entry(4, "intake.noted", json!({ "part": "risk", "text": "none" }));
    let unknown = entry(5, "journal.sung", json!({}));
    let batch = json!({ "entries": [added, placed, added, nobody, not_mine, unknown] });
    let (status, taken) = post(&mut portal.maya, "/sync", &batch).await;
    assert_eq!(status, 200, "{taken}");
    let statuses: Vec<&str> = taken["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["status"].as_str().unwrap())
        .collect();
    assert_eq!(
        statuses,
        [
            "accepted",
            "accepted",
            "duplicate",
            "refused",
            "refused",
            "refused"
        ]
    );
    assert_eq!(taken["entries"][5]["reason"]["field"], json!("kind"));
    assert_eq!(taken["recorded_at"], json!("2026-11-02T12:00:00Z"));
    let view = portal.view().await;
    assert_eq!(view.people()[0].name, "Ana");
    // The device's clock is recorded, not corrected.
    assert_eq!(
        view.entries().last().unwrap().occurred.at.to_string(),
        "2026-10-30T20:00:00Z"
    );
    assert_eq!(
        view.entries().last().unwrap().recorded_at,
        crate::harness::now()
    );

    // Sent again, everything is as it was; what was refused is there to be read, once.
    post(&mut portal.maya, "/sync", &batch).await;
    let refused = json_of(&portal.maya.get("/api/refused").await);
    assert_eq!(refused.as_array().unwrap().len(), 3);
    assert!(
        refused
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["entry"]["device_seq"] == json!(4))
    );
    assert_eq!(portal.count("person.placed").await, 1);
}

#[tokio::test]
async fn no_more_than_a_hundred_are_taken_at_once() {
    let mut portal = Portal::in_course().await;
    let one = json!({
        "token": Uuid::now_v7(), "kind": "person.added", "v": 1,
        "body": { "person": Uuid::now_v7(), "name": "Ana", "relation": "friend" },
        "occurred_at": "2026-11-02T11:00:00Z", "zone": "UTC", "device_seq": 1,
    });
    let (status, answer) = post(
        &mut portal.maya,
        "/sync",
        &json!({ "entries": vec![one.clone(); 101] }),
    )
    .await;
    assert_eq!((status, &answer["field"]), (422, &json!("entries")));
    let (status, taken) = post(
        &mut portal.maya,
        "/sync",
        &json!({ "entries": vec![one; 100] }),
    )
    .await;
    assert_eq!(status, 200);
    assert_eq!(taken["entries"].as_array().unwrap().len(), 100);
    assert_eq!(portal.view().await.people().len(), 1);
}

#[tokio::test]
async fn a_critical_answer_from_offline_is_heard_though_its_form_is_refused() {
    let mut portal = Portal::in_course().await;
    portal.answer_all().await;
    let review = portal.maya.get(&format!("{FORM}/review")).await;
    let saves = review.field("saves").unwrap();
    portal
        .maya
        .post(&format!("{FORM}/review"), &[("saves", &saves)])
        .await
        .assert_status(303);
    let late = json!({ "entries": [{
        "token": Uuid::now_v7(), "kind": "measure.completed", "v": 1, "device_seq": 1,
        "occurred_at": "2026-11-02T10:00:00Z", "zone": "UTC",
        "body": {
            "instrument": "phq-9", "version": "1", "locale": "en", "occasion": { "session": 1 },
            "answers": { "9": 2 }, "mode": "portal",
        },
    }] });
    let (_, taken) = post(&mut portal.maya, "/sync", &late).await;
    assert_eq!(taken["entries"][0]["status"], json!("refused"));
    let view = portal.view().await;
    assert_eq!(view.open_alerts().count(), 1);
    assert_eq!(view.measures().len(), 1);
}
