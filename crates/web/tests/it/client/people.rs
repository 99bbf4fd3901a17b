use super::Portal;
use attune_therapy::inventory::{Circle, Ring};

const ANA: [(&str, &str); 3] = [("name", "Ana"), ("relation", "friend"), ("ring", "2")];

async fn with_ana() -> (Portal, String) {
    let mut portal = Portal::in_course().await;
    portal.maya.get("/people/new").await;
    portal
        .maya
        .post("/people/new", &ANA)
        .await
        .assert_leads_to("/people?done=added");
    let page = portal.maya.get("/people?done=added").await;
    page.assert_says("Added and saved.")
        .assert_says("friend, close");
    let id = portal.view().await.people()[0].id.to_string();
    (portal, id)
}

#[tokio::test]
async fn somebody_is_added_once_however_often_the_form_is_sent() {
    let mut portal = Portal::in_course().await;
    let token = portal.maya.get("/people/new").await.field("token").unwrap();
    let mut fields = ANA.to_vec();
    fields.push(("token", &token));
    for _ in 0..2 {
        portal
            .maya
            .post("/people/new", &fields)
            .await
            .assert_status(303);
    }
    let view = portal.view().await;
    assert_eq!(view.people().len(), 1);
    assert_eq!(
        view.people()[0].place(Circle::Now).unwrap().ring,
        Ring::Middle
    );
    assert_eq!(portal.count("person.placed").await, 1);
}

#[tokio::test]
async fn every_wrong_field_says_so_at_once_and_keeps_what_was_typed() {
    let mut portal = Portal::in_course().await;
    portal.maya.get("/people/new").await;
    let refused = portal
        .maya
        .post(
            "/people/new",
            &[("name", " "), ("relation", "boss"), ("ring", "2")],
        )
        .await;
    refused
        .assert_status(422)
        .assert_says("Enter a name or initials.")
        .assert_says("Choose who this person is to you.");
    let long = "n".repeat(61);
    let refused = portal
        .maya
        .post(
            "/people/new",
            &[("name", &long), ("relation", "friend"), ("ring", "2")],
        )
        .await;
    refused
        .assert_status(422)
        .assert_says("That is longer than 60 characters.");
    assert_eq!(refused.field("name").as_deref(), Some(long.as_str()));
    let odd = [("name", "A\u{7}na"), ("relation", "friend"), ("ring", "2")];
    portal
        .maya
        .post("/people/new", &odd)
        .await
        .assert_status(422)
        .assert_says("signs in it that cannot be shown");
    let nowhere = [("name", "Ana"), ("relation", "friend"), ("ring", "9")];
    portal
        .maya
        .post("/people/new", &nowhere)
        .await
        .assert_status(422)
        .assert_says("Choose how close this person is.");
    assert!(portal.view().await.people().is_empty());
}

#[tokio::test]
async fn somebody_is_moved_by_list_and_by_a_script() {
    let (mut portal, id) = with_ana().await;
    portal
        .maya
        .post(
            "/people",
            &[
                ("person", &id),
                ("ring", "1"),
                ("distance", ""),
                ("angle", ""),
            ],
        )
        .await
        .assert_status(303);
    let by_script = [
        ("person", id.as_str()),
        ("ring", "4"),
        ("distance", "1.1"),
        ("angle", "359.7"),
    ];
    portal.maya.get("/people").await;
    portal
        .maya
        .post("/people", &by_script)
        .await
        .assert_leads_to("/people?done=placed");
    let view = portal.view().await;
    let place = view.people()[0].place(Circle::Now).unwrap();
    assert_eq!((place.ring, place.angle), (Ring::Outside, 0));
    portal.maya.get("/people").await;
    portal
        .maya
        .post("/people", &[("person", ""), ("ring", "1")])
        .await
        .assert_status(422)
        .assert_says("Choose who is to be moved.");
    let stranger = "0190f000-0000-7000-8000-00000000000a";
    portal
        .maya
        .post("/people", &[("person", stranger), ("ring", "1")])
        .await
        .assert_status(422);
    portal
        .maya
        .post("/people", &[("person", &id), ("ring", "7")])
        .await
        .assert_status(422)
        .assert_says("Choose how close");
    portal
        .maya
        .get(&format!("/people/{stranger}"))
        .await
        .assert_status(404);
}

#[tokio::test]
async fn somebody_is_renamed_and_taken_off_and_the_record_keeps_that_they_were_there() {
    let (mut portal, id) = with_ana().await;
    let path = format!("/people/{id}");
    let page = portal.maya.get(&path).await;
    page.assert_says("Ana")
        .assert_says("disappear from your circle");
    let fields = [
        ("name", "Anna"),
        ("relation", "sibling"),
        ("deceased", "yes"),
    ];
    portal
        .maya
        .post(&path, &fields)
        .await
        .assert_leads_to("/people?done=changed");
    let view = portal.view().await;
    assert_eq!(view.people()[0].name, "Anna");
    assert!(view.people()[0].deceased);
    portal.maya.get(&path).await;
    let remove = format!("{path}/remove");
    portal
        .maya
        .post(&remove, &[])
        .await
        .assert_leads_to("/people?done=removed");
    portal
        .maya
        .post(&remove, &[])
        .await
        .assert_leads_to("/people?done=removed");
    assert!(portal.view().await.people().is_empty());
    assert_eq!(portal.count("person.added").await, 1);
}
