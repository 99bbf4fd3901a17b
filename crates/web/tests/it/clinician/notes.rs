//! Notes: kept, signed, amended; the process note apart; drafts; two windows.

use super::Desk;
use crate::harness::{Answer, now};
use attune_identity::Actor;
use attune_therapy::Role;
use axum::http::Method;

/// Opens the note of the next session; answers its address without what follows the `?`.
async fn open_note(desk: &mut Desk) -> (String, Answer) {
    let to = desk.get("/notes/new?session=1").await.location().unwrap();
    let path = to.split('?').next().unwrap().to_owned();
    let page = desk.ines.get(&to).await;
    page.assert_status(200);
    let rest = path.strip_prefix(&desk.client).unwrap().to_owned();
    (rest, page)
}

#[tokio::test]
async fn a_note_is_kept_signed_and_then_only_amended() {
    let mut desk = Desk::in_course().await;
    let (note, _) = open_note(&mut desk).await;
    let form = format!("{note}?session=1&seen=0");
    let fields = [
        ("part", "progress"),
        ("session", "1"),
        ("progress", "Timeline begun."),
        ("do", "keep"),
    ];
    let kept = desk.post(&form, &fields).await;
    kept.assert_status(303);
    let page = desk.ines.go(&kept.location().unwrap()).await;
    page.assert_says("Timeline begun.");
    let action = page.address(&format!("{}{note}", desk.client)).unwrap();
    let fields = [
        ("part", "progress"),
        ("session", "1"),
        ("progress", "Timeline begun. Circle next."),
        ("do", "sign"),
    ];
    desk.ines.post(&action, &fields).await.assert_status(303);
    let page = desk.get(&note).await;
    page.assert_says("You signed this").assert_says("Amendment");
    let change = [
        ("part", "progress"),
        ("session", "1"),
        ("progress", "Something else"),
        ("do", "keep"),
    ];
    let refused = desk.post(&form, &change).await;
    refused.assert_status(422).assert_says("signed and locked");
    let amend = [
        ("part", "progress"),
        ("session", "1"),
        ("amendment-progress", "It was Tuesday."),
        ("do", "amend"),
    ];
    desk.get(&note).await;
    desk.post(&form, &amend).await.assert_status(303);
    desk.get(&note)
        .await
        .assert_says("Circle next.")
        .assert_says("It was Tuesday.")
        .assert_says("You added");
}

#[tokio::test]
async fn the_process_note_is_read_by_its_author_alone() {
    let mut desk = Desk::in_course().await;
    let (note, _) = open_note(&mut desk).await;
    let page = desk.get(&format!("{note}?session=1")).await;
    let process = page
        .body
        .split("action=\"")
        .filter_map(|rest| rest.split('?').next())
        .find(|path| path.starts_with(&desk.client) && *path != format!("{}{note}", desk.client))
        .unwrap()
        .to_owned();
    let fields = [
        ("part", "process"),
        ("session", "1"),
        ("process", "She waits for me to take sides."),
        ("do", "sign"),
    ];
    desk.ines
        .post(&format!("{process}?session=1&seen=0"), &fields)
        .await
        .assert_status(303);
    desk.get("").await.assert_says("She waits for me");
    let ruth = desk.world.account("Ruth Sup", Role::Supervisor).await;
    let identity = &desk.world.app.identity;
    identity
        .add_member(
            Actor::Program,
            desk.record(),
            ruth,
            Role::Supervisor,
            None,
            now(),
        )
        .await
        .unwrap();
    let mut ruth = desk.world.signed_in(ruth).await;
    for rest in ["", "/history"] {
        let page = ruth.get(&format!("{}{rest}", desk.client)).await;
        page.assert_status(200);
        assert!(
            !page.says("take sides") && !page.says("Process note"),
            "{}",
            page.text()
        );
    }
    let page = ruth.get(&process).await;
    assert!(!page.says("take sides"), "{}", page.text());
    page.assert_status(404);
}

#[tokio::test]
async fn what_was_typed_and_never_kept_is_there_again() {
    let mut desk = Desk::in_course().await;
    let (note, page) = open_note(&mut desk).await;
    let draft = page
        .body
        .split("data-draft=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let body = r#"{"fields":{"part":"progress","session":"1","progress":"Half a sen"}}"#;
    let headers = [("content-type", "application/json"), ("if-none-match", "*")];
    let token = page.field("form_token").unwrap();
    let headers = [headers[0], headers[1], ("x-form-token", token.as_str())];
    let put = desk
        .ines
        .send(Method::PUT, &draft, &headers, body.into())
        .await;
    put.assert_status(204);
    // A new note of that session goes on where it was left, also in another browser.
    let mut elsewhere = desk.world.signed_in(desk.ines.account.unwrap()).await;
    let page = elsewhere
        .go(&format!("{}/notes/new?session=1", desk.client))
        .await;
    page.assert_says("Half a sen");
    assert!(
        page.body.contains("data-etag=\"&#34;1&#34;\""),
        "{}",
        page.body
    );
    // The second window saw an older version: it is told both, and nothing is overwritten.
    let clash = desk
        .ines
        .send(Method::PUT, &draft, &headers, body.into())
        .await;
    clash.assert_status(409);
    assert!(clash.body.contains("Half a sen"));
    // Keeping it clears the draft.
    let fields = [
        ("part", "progress"),
        ("session", "1"),
        ("progress", "Half a sentence, now whole."),
        ("do", "keep"),
    ];
    desk.post(&format!("{note}?session=1&seen=0"), &fields)
        .await
        .assert_status(303);
    let page = desk.get(&note).await;
    page.assert_says("now whole.");
    assert!(!page.body.contains("data-etag"));
}

#[tokio::test]
async fn without_a_script_two_windows_are_shown_both_texts() {
    let mut desk = Desk::in_course().await;
    let (note, _) = open_note(&mut desk).await;
    let form = format!("{note}?session=1&seen=0");
    let one = [
        ("part", "progress"),
        ("session", "1"),
        ("progress", "From the first window"),
        ("do", "keep"),
        ("token", "0198c5a0-0000-7000-8000-00000000000a"),
    ];
    desk.post(&form, &one).await.assert_status(303);
    let other = [
        ("part", "progress"),
        ("session", "1"),
        ("progress", "From the second window"),
        ("do", "keep"),
        ("token", "0198c5a0-0000-7000-8000-00000000000b"),
    ];
    let page = desk.post(&form, &other).await;
    page.assert_status(409)
        .assert_says("From the first window")
        .assert_says("From the second window");
    // The page knows now what it saw: sent again, it is kept.
    let action = page.address(&format!("{}{note}", desk.client)).unwrap();
    desk.ines.post(&action, &other).await.assert_status(303);
    desk.get(&note).await.assert_says("From the second window");
}

#[tokio::test]
async fn signing_twice_is_signing_once() {
    let mut desk = Desk::in_course().await;
    let (note, _) = open_note(&mut desk).await;
    let form = format!("{note}?session=1&seen=0");
    let fields = [
        ("part", "progress"),
        ("session", "1"),
        ("progress", "Done."),
        ("do", "sign"),
        ("token", "0198c5a0-0000-7000-8000-00000000000c"),
    ];
    desk.post(&form, &fields).await.assert_status(303);
    desk.post(&form, &fields).await.assert_status(303);
    let page = desk.get("/history").await;
    assert_eq!(
        page.text()
            .matches("Progress note of session 1, signed")
            .count(),
        1
    );
}

#[tokio::test]
async fn an_empty_note_is_not_kept() {
    let mut desk = Desk::in_course().await;
    let (note, _) = open_note(&mut desk).await;
    let fields = [
        ("part", "progress"),
        ("session", "1"),
        ("progress", " \n "),
        ("do", "sign"),
    ];
    let page = desk
        .post(&format!("{note}?session=1&seen=0"), &fields)
        .await;
    page.assert_status(422)
        .assert_says("Write something before it is stored.");
    assert!(!desk.get("").await.says("Progress note"));
}
