use super::{FORM, Portal};
use crate::harness::World;
use attune_therapy::Role;

#[tokio::test]
async fn the_letter_says_what_is_due_and_when_nobody_reads() {
    let mut portal = Portal::in_course().await;
    let today = portal.maya.get("/today").await;
    // Noon of a Monday, in a clinic that is open from nine to five.
    today
        .assert_status(200)
        .assert_says("Good afternoon, Maya.")
        .assert_says("You have two things to answer before session 1.")
        .assert_says("Your first session is still to come. 16 are planned.")
        .assert_says("You see Ines Rey.")
        .assert_says("Your team may read this today until 17:00, but nobody watches these pages.");
    assert_eq!(today.address("/check-in/phq").as_deref(), Some(FORM));
    crate::harness::later(6 * 60);
    portal.maya = portal.world.signed_in(portal.maya.account.unwrap()).await;
    portal
        .maya
        .get("/today")
        .await
        .assert_says("Nobody reads this before 09:00 tomorrow.");
}

#[tokio::test]
async fn the_clinics_own_hours_are_what_counts() {
    let mut portal = Portal::in_course().await;
    let ada = portal.world.administrator().await;
    let reader = reader_of(&portal.world, ada.account.unwrap()).await;
    let records = &portal.world.app.records;
    let now = crate::harness::now();
    records
        .change_setting(&reader, "service.hours.monday", "closed", now)
        .await
        .unwrap();
    records
        .change_setting(&reader, "service.hours.tuesday", "closed", now)
        .await
        .unwrap();
    records
        .change_setting(&reader, "service.hours.wednesday", "10:30-12:00", now)
        .await
        .unwrap();
    portal
        .maya
        .get("/today")
        .await
        .assert_says("Nobody reads this before Wednesday, 10:30.");
}

#[tokio::test]
async fn without_a_course_nothing_is_asked() {
    let mut portal = Portal::new().await;
    portal
        .maya
        .get("/today")
        .await
        .assert_says("There is nothing to answer now.")
        .assert_says("No sessions are planned at the moment.");
    portal
        .maya
        .get("/check-in")
        .await
        .assert_says("Nothing to answer now");
    portal
        .maya
        .get("/progress")
        .await
        .assert_says("Your line will be here");
    portal
        .maya
        .get("/people")
        .await
        .assert_says("Nobody is here yet");
}

#[tokio::test]
async fn nobody_but_a_client_has_these_pages() {
    let portal = Portal::in_course().await;
    let mut ines = portal.world.signed_in(portal.ines).await;
    for path in [
        "/today",
        "/check-in",
        FORM,
        "/progress",
        "/people",
        "/mine",
        "/mine/download.json",
    ] {
        ines.get(path).await.assert_status(404);
        let answer = portal.world.visitor().get(path).await;
        answer.assert_status(303);
        assert!(
            answer.location().unwrap().starts_with("/sign-in?next="),
            "{path}"
        );
    }
}

async fn reader_of(
    world: &World,
    account: attune_therapy::ids::AccountId,
) -> attune_therapy::Reader {
    let browser = world.signed_in(account).await;
    let cookie = &browser.cookies["attune"];
    let state = world
        .app
        .identity
        .session(cookie, crate::harness::now())
        .await
        .unwrap();
    let session = state.live().unwrap();
    assert_eq!(session.role, Role::Administrator);
    world.app.identity.reader(&session)
}
