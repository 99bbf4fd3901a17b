use super::{FORM, Portal};
use attune_measures::Answer;
use attune_therapy::Role;
use attune_therapy::measure::Occasion;

#[tokio::test]
async fn an_answer_is_kept_and_the_next_question_follows() {
    let mut portal = Portal::in_course().await;
    portal
        .maya
        .get(FORM)
        .await
        .assert_leads_to(&format!("{FORM}/1"));
    portal
        .maya
        .get(&format!("{FORM}/1"))
        .await
        .assert_says("Question 1 of 10")
        .assert_says("Over the last 2 weeks, how often have you been bothered by any of the following problems?")
        .assert_says("Little interest or pleasure in doing things")
        .assert_says("Ines Rey will read your answers.");
    portal
        .answer(1, "2")
        .await
        .assert_leads_to(&format!("{FORM}/2"));
    portal
        .maya
        .get(FORM)
        .await
        .assert_leads_to(&format!("{FORM}/2"));
    portal
        .maya
        .get("/today")
        .await
        .assert_says("1 of 10 answered.");
    let back = portal.maya.get(&format!("{FORM}/1")).await;
    assert!(back.body.contains(r#"value="2" checked"#), "{}", back.body);
    assert_eq!(portal.count("measure.completed").await, 0);
}

#[tokio::test]
async fn what_is_no_answer_is_refused_at_the_field_and_kept_as_typed() {
    let mut portal = Portal::in_course().await;
    let first = format!("{FORM}/1");
    let token = portal.maya.get(&first).await.field("token").unwrap();
    for odd in ["4", "-1", "1e9", "several", "2\u{0}", "<b>"] {
        let refused = portal
            .maya
            .post(&first, &[("answer", odd), ("token", token.as_str())])
            .await;
        refused
            .assert_status(422)
            .assert_says("That is not one of the answers");
        assert_eq!(refused.field("token").as_deref(), Some(token.as_str()));
    }
    let empty = portal.maya.post(&first, &[]).await;
    empty
        .assert_status(422)
        .assert_says("Nothing is chosen yet")
        .assert_says("Leave this one out");
    portal
        .maya
        .post(&first, &[("skip", "yes")])
        .await
        .assert_leads_to(&format!("{FORM}/2"));
    portal
        .maya
        .post(&first, &[("answer", "1"), ("role", "therapist")])
        .await
        .assert_status(400);
    portal
        .maya
        .post(&first, &[("answer", "1"), ("form_token", "stolen")])
        .await
        .assert_status(403);
    portal
        .maya
        .post_raw(&first, "answer=%ff")
        .await
        .assert_status(400);
    portal.maya.get("/today").await.assert_says("10 questions");
}

#[tokio::test]
async fn addresses_that_lead_nowhere_say_so() {
    let mut portal = Portal::in_course().await;
    for path in [
        "/check-in/phq-9/session-1/0",
        "/check-in/phq-9/session-1/11",
        "/check-in/phq-9/session-1/first",
        "/check-in/phq-9/tomorrow/1",
        "/check-in/no-such-thing/session-1/1",
    ] {
        portal.maya.get(path).await.assert_status(404);
    }
    // Sessions that are not next, and questionnaires that the protocol does not ask for, are not open.
    for path in [
        "/check-in/phq-9/session-7/1",
        "/check-in/core-10/session-1/1",
        "/check-in/phq-9/extra-a/1",
    ] {
        portal
            .maya
            .get(path)
            .await
            .assert_status(200)
            .assert_says("This is not open now");
        portal
            .maya
            .post(path, &[("answer", "1")])
            .await
            .assert_status(409);
    }
}

#[tokio::test]
async fn a_critical_answer_is_in_the_record_before_the_form_is_finished() {
    let mut portal = Portal::in_course().await;
    portal
        .answer(9, "2")
        .await
        .assert_leads_to(&format!("{FORM}/help-now/9"));
    portal
        .maya
        .get(&format!("{FORM}/help-now/9"))
        .await
        .assert_status(200)
        .assert_says("Thank you for telling us")
        .assert_says("Ines Rey will see this answer.")
        .assert_says("Attune does not call anybody.")
        .assert_says("Go on with the questions")
        .assert_says("Stop here");
    let view = portal.view().await;
    assert_eq!(view.open_alerts().count(), 1);
    let alert = view.open_alerts().next().unwrap();
    assert_eq!(alert.answered.answer, Answer::Value(2));
    assert_eq!(alert.answered.occasion, Occasion::Session(1));

    // The same answer again: help again, but no second entry. Another answer: the alert takes it in.
    portal
        .answer(9, "2")
        .await
        .assert_leads_to(&format!("{FORM}/help-now/9"));
    assert_eq!(portal.count("measure.critical_answered").await, 1);
    portal
        .answer(9, "3")
        .await
        .assert_leads_to(&format!("{FORM}/help-now/9"));
    assert_eq!(portal.count("measure.critical_answered").await, 2);
    // A changed mind is no alert of its own, and what was said before stays.
    portal
        .answer(9, "0")
        .await
        .assert_leads_to(&format!("{FORM}/10"));
    let view = portal.view().await;
    let alert = view.open_alerts().next().unwrap();
    assert_eq!((view.open_alerts().count(), alert.earlier.len()), (1, 1));
}

#[tokio::test]
async fn an_answer_that_did_not_arrive_is_not_passed_off_as_seen() {
    let mut portal = Portal::in_course().await;
    let page = portal.maya.get(&format!("{FORM}/help-now/9?sent=no")).await;
    page.assert_says("This answer has not reached your team. Nobody knows about it yet.");
    assert!(!page.says("will see this answer"));
}

#[tokio::test]
async fn the_same_form_sent_twice_is_one_entry() {
    let mut portal = Portal::in_course().await;
    portal.answer_all().await;
    let review = portal.maya.get(&format!("{FORM}/review")).await;
    review
        .assert_says("Somewhat difficult")
        .assert_says("Spitzer")
        .assert_says("Nothing is sent before you say so.");
    let (saves, token) = (
        review.field("saves").unwrap(),
        review.field("token").unwrap(),
    );
    let sent = format!("{FORM}/sent");
    for _ in 0..2 {
        let fields = [("saves", saves.as_str()), ("token", token.as_str())];
        portal
            .maya
            .post(&format!("{FORM}/review"), &fields)
            .await
            .assert_leads_to(&sent);
    }
    // Another tab, with a token of its own.
    let fields = [
        ("saves", saves.as_str()),
        ("token", "0190f000-0000-7000-8000-000000000001"),
    ];
    portal
        .maya
        .post(&format!("{FORM}/review"), &fields)
        .await
        .assert_leads_to(&sent);
    assert_eq!(portal.count("measure.completed").await, 1);
    portal
        .maya
        .get(&sent)
        .await
        .assert_says("Ines Rey will read them.")
        .assert_says("worry and tension");
    let measured = portal.view().await;
    assert_eq!(
        measured.measures()[0].total(portal.world.app.records.content()),
        Some(8.0)
    );

    // A stale tab is told so, and what it sends changes nothing.
    portal
        .maya
        .get(&format!("{FORM}/3"))
        .await
        .assert_says("You have answered this one");
    let late = portal
        .maya
        .post(&format!("{FORM}/3"), &[("answer", "3")])
        .await;
    late.assert_status(409).assert_says("that is what counts");
}

#[tokio::test]
async fn two_devices_lose_none_of_each_others_answers_and_a_review_shows_what_is_sent() {
    let mut portal = Portal::in_course().await;
    let client = portal.maya.account.unwrap();
    let mut phone = portal.world.signed_in(client).await;
    phone.get(&format!("{FORM}/1")).await;
    portal.maya.get(&format!("{FORM}/2")).await;
    phone
        .post(&format!("{FORM}/1"), &[("answer", "3")])
        .await
        .assert_status(303);
    portal
        .maya
        .post(&format!("{FORM}/2"), &[("answer", "2")])
        .await
        .assert_status(303);
    let review = portal.maya.get(&format!("{FORM}/review")).await;
    review
        .assert_says("Nearly every day")
        .assert_says("More than half the days")
        .assert_says("8 questions have no answer");
    phone
        .post(&format!("{FORM}/3"), &[("answer", "1")])
        .await
        .assert_status(303);
    let saves = review.field("saves").unwrap();
    let stale = portal
        .maya
        .post(&format!("{FORM}/review"), &[("saves", &saves)])
        .await;
    stale
        .assert_status(409)
        .assert_says("changed on another device")
        .assert_says("Several days");
    let saves = stale.field("saves").unwrap();
    portal
        .maya
        .post(&format!("{FORM}/review"), &[("saves", &saves)])
        .await
        .assert_status(303);
    let view = portal.view().await;
    assert_eq!(view.measures()[0].completed.answers.0.len(), 3);
}

#[tokio::test]
async fn nothing_answered_is_nothing_to_send() {
    let mut portal = Portal::in_course().await;
    let review = portal.maya.get(&format!("{FORM}/review")).await;
    let saves = review.field("saves").unwrap();
    let empty = portal
        .maya
        .post(&format!("{FORM}/review"), &[("saves", &saves)])
        .await;
    empty
        .assert_status(422)
        .assert_says("There is no answer yet");
    portal
        .maya
        .get(&format!("{FORM}/sent"))
        .await
        .assert_leads_to("/check-in");
}

#[tokio::test]
async fn what_exists_only_in_english_is_not_asked_of_a_spanish_reader() {
    let mut portal = Portal::in_course().await;
    portal.maya.get("/check-in").await.assert_says("GAD-7");
    let spanish = portal.maya.get("/check-in?language=es-419").await;
    assert!(
        !spanish.says("GAD-7") && spanish.says("PHQ-9"),
        "{}",
        spanish.text()
    );
    portal
        .maya
        .get(&format!("{FORM}/1?language=es-419"))
        .await
        .assert_says("Poco interés o placer en hacer cosas")
        .assert_says("Durante las últimas 2 semanas");
    portal
        .maya
        .get("/check-in/gad-7/session-1/1?language=es-419")
        .await
        .assert_says("no está abierto");
}

#[tokio::test]
async fn another_clients_answers_are_their_own() {
    let mut portal = Portal::in_course().await;
    portal.answer(1, "3").await.assert_status(303);
    let mut other = portal.world.person("Jonas Reed", Role::Client).await;
    // Nobody registered a record for him: nothing here is his.
    other.get(&format!("{FORM}/1")).await.assert_status(404);
    other.get("/today").await.assert_status(404);
}
