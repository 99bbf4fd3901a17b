use super::{FORM, Portal};
use crate::harness::later;
use attune_therapy::Role;
use attune_therapy::ids::NoteId;
use attune_therapy::intake::{IntakeNoted, IntakePart};
use attune_therapy::note::{NoteDrafted, NotePart};
use attune_therapy::text::Text;
use uuid::Uuid;

fn text(text: &str) -> Text {
    Text::parse(text).unwrap()
}

#[tokio::test]
async fn who_has_looked_is_told_by_name_and_an_emergency_with_its_reason() {
    let mut portal = Portal::in_course().await;
    portal
        .maya
        .get("/mine")
        .await
        .assert_says("Ines Rey therapist")
        .assert_says("Nobody but you has looked so far.");
    let mut ines = portal.world.signed_in(portal.ines).await;
    ines.get(&format!("/clients/{}", portal.record))
        .await
        .assert_status(200);
    let mine = portal.maya.get("/mine").await;
    mine.assert_says("Ines Rey case page (12:00)");

    let tom = portal.world.account("Tom Ashby", Role::Therapist).await;
    let mut tom = portal.world.signed_in(tom).await;
    let client = format!("/clients/{}", portal.record);
    tom.get(&client).await.assert_status(404);
    let emergency = format!("/emergency/{}", portal.record);
    tom.get(&emergency).await;
    let reason = "She is at the emergency department and cannot speak.";
    tom.post(&emergency, &[("reason", reason)])
        .await
        .assert_status(303);
    later(1);
    tom.get(&client).await.assert_status(200);
    portal
        .maya
        .get("/mine")
        .await
        .assert_says("Opened in an emergency")
        .assert_says("Tom Ashby, from 12:00 to 16:00")
        .assert_says(reason)
        .assert_says("In an emergency: case page");
}

#[tokio::test]
async fn everything_that_a_client_may_see_can_be_taken_along_and_nothing_else() {
    let mut portal = Portal::in_course().await;
    portal.answer_all().await;
    let review = portal.maya.get(&format!("{FORM}/review")).await;
    let saves = review.field("saves").unwrap();
    portal
        .maya
        .post(&format!("{FORM}/review"), &[("saves", &saves)])
        .await
        .assert_status(303);
    portal
        .enter(IntakeNoted {
            part: IntakePart::Risk,
            text: text("intake-secret"),
        })
        .await;
    for (part, said) in [
        (NotePart::Progress, "progress-secret"),
        (NotePart::Process, "process-secret"),
    ] {
        let note = NoteDrafted {
            note: NoteId(Uuid::now_v7()),
            part,
            session: None,
            text: text(said),
        };
        portal.enter(note).await;
    }
    let page = portal.maya.get("/mine/download.html").await;
    page.assert_status(200)
        .assert_says("Questions answered")
        .assert_says("Patient Health Questionnaire-9");
    page.assert_says(
        "Thoughts that you would be better off dead or of hurting yourself in some way: Not at all",
    );
    let data = portal.maya.get("/mine/download.json").await;
    let json: serde_json::Value = serde_json::from_str(&data.body).unwrap();
    assert_eq!(json["scores"][0]["total"], 8.0);
    let kinds: Vec<&str> = json["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["kind"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        ["client.registered", "course.opened", "measure.completed"]
    );
    for answer in [&page, &data] {
        assert!(
            answer.headers["content-disposition"]
                .to_str()
                .unwrap()
                .starts_with("attachment")
        );
        assert!(!answer.body.contains("-secret"), "{}", answer.body);
    }
}

#[tokio::test]
async fn a_whole_record_leaves_only_after_a_fresh_proof_of_who_is_there() {
    let mut portal = Portal::in_course().await;
    later(11);
    let answer = portal.maya.get("/mine/download.json").await;
    answer.assert_status(303);
    assert!(
        answer.location().unwrap().starts_with("/confirm?next="),
        "{answer:?}"
    );
}

#[tokio::test]
async fn my_own_curve_is_told_in_plain_words_without_a_verdict() {
    let mut portal = Portal::in_course().await;
    portal.answer_all().await;
    let review = portal.maya.get(&format!("{FORM}/review")).await;
    let saves = review.field("saves").unwrap();
    portal
        .maya
        .post(&format!("{FORM}/review"), &[("saves", &saves)])
        .await;
    let progress = portal.maya.get("/progress").await;
    progress
        .assert_says("Your number was 8 on 2 November 2026.")
        .assert_says("A lower number means less trouble, a higher one more trouble.")
        .assert_says("Talk with Ines Rey about what it means for you.");
    let lower = progress.text().to_lowercase();
    for never in [
        "mild",
        "moderate",
        "severe",
        "cut-off",
        "reliable",
        "band",
        "deteriorat",
    ] {
        assert!(!lower.contains(never), "{never}: {lower}");
    }
}
