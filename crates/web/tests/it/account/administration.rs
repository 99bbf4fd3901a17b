//! The clinic's accounts, for the administrator; emergency access.

use crate::harness::{World, later};
use attune_therapy::Role;
use uuid::Uuid;

#[tokio::test]
async fn an_administrator_invites_a_colleague_by_a_link_that_is_shown_once() {
    let world = World::new().await;
    let mut ada = world.administrator().await;
    ada.get("/accounts/invitations/new")
        .await
        .assert_status(200);
    for (role, days, said) in [
        ("client", "7", "Choose one of these"),
        ("", "7", "Choose one of these"),
        ("therapist", "soon", "between 1 and 30 days"),
        ("therapist", "31", "between 1 and 30 days"),
    ] {
        let fields = [("role", role), ("name", "Inés"), ("days", days)];
        let page = ada.post("/accounts/invitations", &fields).await;
        page.assert_status(422).assert_says(said);
        assert_eq!(page.field("name").as_deref(), Some("Inés"));
    }
    let fields = [("role", "therapist"), ("name", "Inés"), ("days", "7")];
    let page = ada.post("/accounts/invitations", &fields).await;
    page.assert_status(200)
        .assert_says("http://localhost:8080/invitation/")
        .assert_says("9 November 2026, 12:00");
    assert!(page.body.contains("class=\"qr\""));

    // A double click leaves one invitation, the one that is shown.
    let page = ada.post("/accounts/invitations", &fields).await;
    let list = ada.get("/accounts").await;
    list.assert_says("One that nobody has used yet")
        .assert_says("Inés");
    assert!(!list.body.contains("/invitation/"));
    let revoke = list.address("/accounts/invitations/0").unwrap();
    ada.get(&revoke)
        .await
        .assert_says("The link for Inés (Therapist) stops working");
    ada.post(&revoke, &[])
        .await
        .assert_leads_to("/accounts?done=revoked");
    ada.post(&revoke, &[])
        .await
        .assert_leads_to("/accounts?done=revoked");
    let link = page.text();
    let token = link.split("/invitation/").nth(1).unwrap();
    let token = token.split(' ').next().unwrap();
    world
        .visitor()
        .get(&format!("/invitation/{token}"))
        .await
        .assert_status(410)
        .assert_says("taken back on 2 November 2026");
}

#[tokio::test]
async fn an_account_is_switched_off_and_on_again() {
    let world = World::new().await;
    let id = world.account("Inés Rey", Role::Therapist).await;
    let mut ines = world.signed_in(id).await;
    let mut ada = world.administrator().await;
    let page = format!("/accounts/{id}");
    ada.get(&page)
        .await
        .assert_says("Active")
        .assert_says("Authenticator app");
    ada.get(&format!("{page}/deactivate"))
        .await
        .assert_says("Everything entered with it stays in the records");
    ada.post(&format!("{page}/deactivate"), &[])
        .await
        .assert_leads_to(&format!("{page}?done=deactivated"));
    ines.get("/account").await.assert_status(303);
    ada.get("/accounts?who=deactivated")
        .await
        .assert_says("Inés Rey");
    ada.post(&format!("{page}/reactivate"), &[])
        .await
        .assert_leads_to(&format!("{page}?done=reactivated"));
    world
        .signed_in(id)
        .await
        .get("/account")
        .await
        .assert_status(200);
}

#[tokio::test]
async fn a_role_is_changed_but_a_client_stays_a_client_and_somebody_administers() {
    let world = World::new().await;
    let ines = world.account("Inés Rey", Role::Therapist).await;
    let ana = world.account("Ana Sol", Role::Client).await;
    let mut ada = world.administrator().await;
    ada.get(&format!("/accounts/{ines}")).await;
    ada.post(&format!("/accounts/{ines}/role"), &[("role", "supervisor")])
        .await
        .assert_leads_to(&format!("/accounts/{ines}?done=role"));
    ada.post(&format!("/accounts/{ines}/role"), &[("role", "client")])
        .await
        .assert_status(422);
    ada.post(&format!("/accounts/{ines}/role"), &[("role", "emperor")])
        .await
        .assert_status(422)
        .assert_says("Choose one of these");
    ada.post(
        &format!("/accounts/{ana}/role"),
        &[("role", "administrator")],
    )
    .await
    .assert_status(422);
    let own = ada.account.unwrap();
    ada.post(&format!("/accounts/{own}/role"), &[("role", "therapist")])
        .await
        .assert_status(422)
        .assert_says("This is the last administrator");
    ada.get(&format!("/accounts/{own}/deactivate")).await;
    ada.post(&format!("/accounts/{own}/deactivate"), &[])
        .await
        .assert_status(422)
        .assert_says("This is the last administrator");
}

#[tokio::test]
async fn a_reset_link_and_new_second_factors_are_made_for_somebody_who_asks() {
    let world = World::new().await;
    let id = world.account("Inés Rey", Role::Therapist).await;
    let mut ada = world.administrator().await;
    ada.get(&format!("/accounts/{id}/reset"))
        .await
        .assert_says("Be sure that it is really this person");
    ada.post(&format!("/accounts/{id}/reset"), &[])
        .await
        .assert_says("http://localhost:8080/reset/")
        .assert_says("It is not shown again.");
    ada.post(&format!("/accounts/{id}/second-factor"), &[])
        .await
        .assert_leads_to(&format!("/accounts/{id}?done=factor-reset"));
    let factors = world.app.identity.second_factors(id).await.unwrap();
    assert!(!factors.any());
}

#[tokio::test]
async fn unknown_accounts_and_addresses_that_are_no_ids_lead_nowhere() {
    let world = World::new().await;
    let mut ada = world.administrator().await;
    let unknown = Uuid::now_v7();
    for path in [
        format!("/accounts/{unknown}"),
        format!("/accounts/{unknown}/deactivate"),
        format!("/accounts/{unknown}/reset"),
        format!("/accounts/invitations/{unknown}/revoke"),
        "/accounts/not-an-id".to_owned(),
        "/accounts/%00".to_owned(),
        "/no-such-page".to_owned(),
    ] {
        let page = ada.get(&path).await;
        assert_eq!(page.status, 404, "{path}: {}", page.text());
        page.assert_says("There is nothing at this address");
    }
    ada.get("/accounts").await;
    ada.post(&format!("/accounts/{unknown}/role"), &[("role", "staff")])
        .await
        .assert_status(404);
}

#[tokio::test]
async fn a_clinic_of_many_accounts_is_listed_by_pages() {
    let world = World::new().await;
    for n in 0..52 {
        world.account(&format!("Person {n:02}"), Role::Client).await;
    }
    let mut ada = world.administrator().await;
    let first = ada.get("/accounts?who=clients").await;
    first
        .assert_says("52 accounts")
        .assert_says("Person 49")
        .assert_says("Next 50");
    assert!(!first.says("Person 50"));
    let next = first.address("/accounts?who=clients&from=50");
    let next = next
        .or_else(|| first.address("/accounts?who=clients&#38;from=50"))
        .unwrap();
    ada.get(&next)
        .await
        .assert_says("Person 51")
        .assert_says("Previous 50");
    ada.get("/accounts?from=99999999&who=x")
        .await
        .assert_status(200);
    ada.get("/accounts?from=-1").await.assert_status(200);
}

#[tokio::test]
async fn the_clinic_is_renamed_and_moved() {
    let world = World::new().await;
    let mut ada = world.administrator().await;
    ada.get("/clinic").await.assert_says("Name of the clinic");
    ada.post(
        "/clinic",
        &[("name", "Casa Nueva"), ("time_zone", "Moon/Base")],
    )
    .await
    .assert_status(422)
    .assert_says("Choose a time zone from the list");
    ada.post("/clinic", &[("name", " "), ("time_zone", "America/Lima")])
        .await
        .assert_status(422)
        .assert_says("Give the clinic a name");
    ada.post(
        "/clinic",
        &[("name", "Casa Nueva"), ("time_zone", "America/Lima")],
    )
    .await
    .assert_leads_to("/clinic?done=saved");
    let page = ada.get("/clinic").await;
    assert_eq!(page.field("name").as_deref(), Some("Casa Nueva"));
    assert!(page.body.contains("value=\"America/Lima\" selected"));
}

#[tokio::test]
async fn emergency_access_needs_a_reason_and_is_shown_to_the_administrator() {
    let world = World::new().await;
    let tomas = world.account("Tomás Luz", Role::Therapist).await;
    let member = world.signed_in(tomas).await;
    let record = world.register(&member, "Ana Sol").await;
    let mut ines = world.person("Inés Rey", Role::Therapist).await;
    let path = format!("/emergency/{record}");
    ines.get(&path)
        .await
        .assert_says("The client and the administrator are shown");
    for reason in ["", "urgent", "         x        "] {
        ines.post(&path, &[("reason", reason)])
            .await
            .assert_status(422)
            .assert_says("Say in 10 to 1,000 characters");
    }
    let long = "x".repeat(1001);
    ines.post(&path, &[("reason", &long)])
        .await
        .assert_status(422);
    let reason = "Colleague ill, client called in danger";
    ines.post(&path, &[("reason", reason)])
        .await
        .assert_leads_to(&format!("/clients/{record}"));
    // Sent twice, it is one access.
    ines.post(&path, &[("reason", reason)])
        .await
        .assert_leads_to(&format!("/clients/{record}"));
    // It opens this record and no other, and the log of readings says how.
    let case = format!("/clients/{record}");
    ines.get(&case)
        .await
        .assert_status(200)
        .assert_says("Ana Sol");
    let elsewhere = world.register(&member, "Rosa Luna").await;
    ines.get(&format!("/clients/{elsewhere}"))
        .await
        .assert_status(404);
    let readings = world.readings(&member, record).await;
    assert!(readings.iter().any(|reading| reading.break_glass));
    later(4 * 60);
    let mut ines = world.signed_in(ines.account.unwrap()).await;
    ines.get(&case).await.assert_status(404);
    let mut ada = world.administrator().await;
    let page = ada.get("/events").await;
    page.assert_says(reason)
        .assert_says("Inés Rey opened record");
    assert_eq!(page.body.matches(reason).count(), 1);

    // Members need none; for anybody else, and for records that are not there, there is no such page.
    let mut member = world.signed_in(tomas).await;
    member
        .get(&path)
        .await
        .assert_leads_to(&format!("/clients/{record}"));
    ines.get(&format!("/emergency/{}", Uuid::now_v7()))
        .await
        .assert_status(404);
    let mut ana = world.person("Ana", Role::Client).await;
    ana.get(&path).await.assert_status(404);
    ada.get(&path).await.assert_status(404);
}

#[tokio::test]
async fn retention_periods_are_the_clinics_and_a_record_past_its_time_is_erased_only_on_purpose() {
    let world = World::new().await;
    let ines = world.person("Inés Rey", Role::Therapist).await;
    let record = world.register(&ines, "Ana Sol").await;
    let mut ada = world.administrator().await;
    ada.get("/clinic")
        .await
        .assert_says("10 years; minors until 28");
    ada.get("/clinic/retention").await.assert_says("None yet");
    for (adults, minors, said) in [
        ("0", "28", "between 1 and 100"),
        ("ten", "28", "between 1 and 100"),
        ("10", "17", "between 18 and 120"),
    ] {
        let page = ada
            .post(
                "/clinic/retention",
                &[("adults", adults), ("minors", minors)],
            )
            .await;
        page.assert_status(422).assert_says(said);
        assert_eq!(page.field("adults").as_deref(), Some(adults));
    }
    ada.post("/clinic/retention", &[("adults", "12"), ("minors", "30")])
        .await
        .assert_leads_to("/clinic/retention?done=saved");
    ada.get("/clinic")
        .await
        .assert_says("12 years; minors until 30");
    let erase = format!("/clinic/records/{record}/erase");
    ada.get(&erase).await.assert_status(404);

    later(13 * 366 * 24 * 60);
    let mut ada = world.administrator().await;
    let due = ada.get("/clinic/retention").await;
    due.assert_says(&record.to_string());
    assert!(!due.says("Ana Sol"), "the administrator learns no name");
    ada.get(&erase).await.assert_says("Its keys are destroyed.");
    ada.post(&erase, &[])
        .await
        .assert_status(422)
        .assert_says("Tick this if you are sure.");
    ada.post(&erase, &[("sure", "yes")])
        .await
        .assert_leads_to("/clinic/retention?done=erased");
    ada.get("/clinic/retention").await.assert_says("None yet");
    ada.post(&erase, &[("sure", "yes")])
        .await
        .assert_status(404);
}

#[tokio::test]
async fn a_legal_hold_keeps_a_record_whatever_its_age() {
    let world = World::new().await;
    let ines = world.person("Inés Rey", Role::Therapist).await;
    let record = world.register(&ines, "Ana Sol").await;
    later(13 * 366 * 24 * 60);
    let mut ada = world.administrator().await;
    ada.get("/clinic/hold").await.assert_status(200);
    let number = record.to_string();
    let unknown = Uuid::now_v7().to_string();
    for (typed, held, reason, said) in [
        ("", "yes", "Court of Lima, 123/26", "no such record"),
        (
            unknown.as_str(),
            "yes",
            "Court of Lima, 123/26",
            "no such record",
        ),
        (number.as_str(), "", "Court of Lima, 123/26", "Choose one"),
        (number.as_str(), "yes", "court", "10 to 1,000 characters"),
    ] {
        let fields = [("record", typed), ("held", held), ("reason", reason)];
        ada.post("/clinic/hold", &fields)
            .await
            .assert_status(422)
            .assert_says(said);
    }
    let address = format!("http://localhost:8080/clients/{record}/team?x=1");
    let fields = [
        ("record", address.as_str()),
        ("held", "yes"),
        ("reason", "Court of Lima, 123/26"),
    ];
    ada.post("/clinic/hold", &fields)
        .await
        .assert_leads_to("/clinic?done=held");
    ada.get("/clinic/retention").await.assert_says("None yet");
    let mut lift = fields;
    lift[1].1 = "no";
    ada.post("/clinic/hold", &lift)
        .await
        .assert_leads_to("/clinic?done=released");
    // What is entered in a record counts as its last entry: its time begins anew.
    ada.get("/clinic/retention").await.assert_says("None yet");
}

#[tokio::test]
async fn the_clinic_says_when_somebody_reads_and_whose_numbers_stand_first() {
    let world = World::new().await;
    let mut browser = world.administrator().await;
    let page = browser.get("/clinic/hours").await;
    assert_eq!(page.status, 200);
    let mut fields = vec![
        ("country", "gb"),
        ("day-1", "10:00-14:30"),
        ("day-2", "late"),
    ];
    let refused = browser.post("/clinic/hours", &fields).await;
    refused.assert_status(422).assert_says("like 09:00-17:00");
    assert_eq!(refused.field("day-2").as_deref(), Some("late"));
    fields[2].1 = "";
    browser
        .post("/clinic/hours", &fields)
        .await
        .assert_leads_to("/clinic/hours?done=saved");
    let settings = world.app.records.settings().await.unwrap();
    assert_eq!(
        settings.get("service.hours.monday").map(String::as_str),
        Some("10:00-14:30")
    );
    assert_eq!(
        settings.get("service.hours.tuesday").map(String::as_str),
        Some("closed")
    );
    assert_eq!(
        settings.get("service.country").map(String::as_str),
        Some("gb")
    );
    browser.get("/help").await.assert_says("999");
}
