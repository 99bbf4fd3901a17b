use crate::world::{after, home, new_account, noon, refusal, worlds};
use attune_identity::{Actor, Refusal, SessionState};
use attune_therapy::confidentiality::Role;

#[tokio::test]
async fn staff_is_asked_to_sign_in_again_after_15_idle_minutes_and_clients_after_30() {
    for world in worlds().await {
        for (name, role, minutes) in [("tomas", Role::Therapist, 15), ("rosa", Role::Client, 30)] {
            let person = world.person(name, role).await;
            let cookie = person.cookie.reveal();
            let other = world.another_node();
            let almost = other
                .session(cookie, after(minutes * 60 - 1))
                .await
                .unwrap();
            assert!(almost.live().is_some(), "{name}");
            let idle = other
                .session(cookie, after(2 * minutes * 60 - 1))
                .await
                .unwrap();
            let SessionState::Expired { account } = idle else {
                panic!("{name}: {idle:?}")
            };
            assert_eq!(account, person.session.account);
        }
    }
}

#[tokio::test]
async fn a_session_in_use_lives_on_until_its_full_age() {
    for world in worlds().await {
        let tomas = world.person("tomas", Role::Therapist).await;
        let mut last_alive = 0;
        for minute in (0..13 * 60).step_by(10) {
            match world
                .identity
                .session(tomas.cookie.reveal(), after(minute * 60))
                .await
                .unwrap()
            {
                SessionState::Live(_) => last_alive = minute,
                SessionState::Expired { .. } => break,
                SessionState::Unknown => panic!("an expired session is still known"),
            }
        }
        assert_eq!(last_alive, 12 * 60 - 10);
    }
}

#[tokio::test]
async fn requests_within_a_minute_keep_a_session_alive_to_the_second_on_their_node() {
    for world in worlds().await {
        let tomas = world.person("tomas", Role::Therapist).await;
        for second in [2, 4, 50] {
            assert!(
                world
                    .live(tomas.cookie.reveal(), after(second))
                    .await
                    .is_some()
            );
        }
        assert!(
            world
                .live(tomas.cookie.reveal(), after(49 + 15 * 60))
                .await
                .is_some()
        );
    }
}

#[tokio::test]
async fn an_unknown_a_mistyped_and_a_signed_out_cookie_are_nobody() {
    for world in worlds().await {
        let rosa = world.person("rosa", Role::Client).await;
        let wrong = format!("{}x", rosa.cookie.reveal());
        for cookie in ["", "made up", wrong.as_str(), &"z".repeat(100_000)] {
            assert!(matches!(
                world.identity.session(cookie, after(1)).await.unwrap(),
                SessionState::Unknown
            ));
        }
        world
            .identity
            .sign_out(&rosa.session, after(2))
            .await
            .unwrap();
        let gone = world
            .identity
            .session(rosa.cookie.reveal(), after(2))
            .await
            .unwrap();
        assert!(matches!(gone, SessionState::Unknown));
    }
}

#[tokio::test]
async fn devices_are_listed_and_can_be_ended_one_by_one_or_all_others() {
    for world in worlds().await {
        let id = world.account("rosa", Role::Client).await;
        let phone = world
            .identity
            .sign_in_for_demo(Actor::Program, id, home(), after(0))
            .await
            .unwrap();
        let desk = world.signed_in(id, after(1)).await;
        let library = world.signed_in(id, after(2)).await;
        let listed = world
            .identity
            .sessions(&phone.session, after(3))
            .await
            .unwrap();
        let devices: Vec<(&str, bool)> = listed
            .iter()
            .map(|s| (s.device.as_str(), s.current))
            .collect();
        assert_eq!(
            devices,
            [
                ("Firefox on Linux", false),
                ("Firefox on Linux", false),
                ("Firefox on Android", true)
            ]
        );
        world
            .identity
            .end_session(&phone.session, library.session.id, after(4))
            .await
            .unwrap();
        assert!(
            world
                .live(library.cookie.reveal(), after(4))
                .await
                .is_none()
        );
        assert!(world.live(desk.cookie.reveal(), after(4)).await.is_some());
        assert_eq!(
            world
                .identity
                .end_other_sessions(&phone.session, after(5))
                .await
                .unwrap(),
            1
        );
        assert!(world.live(desk.cookie.reveal(), after(5)).await.is_none());
        assert!(world.live(phone.cookie.reveal(), after(5)).await.is_some());
    }
}

#[tokio::test]
async fn nobody_ends_somebody_elses_session() {
    for world in worlds().await {
        let rosa = world.person("rosa", Role::Client).await;
        let ben = world.person("ben", Role::Client).await;
        let refused = world
            .identity
            .end_session(&ben.session, rosa.session.id, after(1))
            .await;
        assert_eq!(refusal(refused), Refusal::NotFound);
        assert!(world.live(rosa.cookie.reveal(), after(1)).await.is_some());
    }
}

#[tokio::test]
async fn form_tokens_belong_to_one_session_and_every_node_knows_them() {
    for world in worlds().await {
        let rosa = world.person("rosa", Role::Client).await;
        let ben = world.person("ben", Role::Client).await;
        let elsewhere = world
            .another_node()
            .session(rosa.cookie.reveal(), after(1))
            .await
            .unwrap()
            .live()
            .unwrap();
        assert!(elsewhere.accepts_form_token(rosa.session.form_token()));
        assert!(!rosa.session.accepts_form_token(ben.session.form_token()));
        assert!(!rosa.session.accepts_form_token(""));
        assert!(!rosa.session.form_token().contains(rosa.cookie.reveal()));
    }
}

#[tokio::test]
async fn proving_again_who_is_there_changes_the_cookie_and_lasts_ten_minutes() {
    for world in worlds().await {
        let tomas = world.person("tomas", Role::Therapist).await;
        let late = after(11 * 60);
        let session = world.live(tomas.cookie.reveal(), late).await.unwrap();
        assert!(!session.is_stepped_up(late));
        let wrong = world
            .identity
            .step_up_password(&session, "not it", late)
            .await;
        assert_eq!(refusal(wrong), Refusal::WrongPassword);
        let proved = world
            .identity
            .step_up_password(&session, crate::world::PASSWORD, late)
            .await
            .unwrap();
        assert!(proved.session.is_stepped_up(late));
        assert_eq!(proved.session.id, session.id);
        assert_ne!(proved.cookie.reveal(), tomas.cookie.reveal());
        assert!(
            world.live(tomas.cookie.reveal(), late).await.is_none(),
            "the old cookie is worth nothing"
        );
        assert!(!proved.session.is_stepped_up(after(21 * 60)));
    }
}

#[tokio::test]
async fn only_the_program_signs_in_without_proof() {
    for world in worlds().await {
        let admin = world.person("admin", Role::Administrator).await;
        let id = world.account("rosa", Role::Client).await;
        let by = Actor::Person(&admin.session);
        assert_eq!(
            refusal(
                world
                    .identity
                    .sign_in_for_demo(by, id, home(), noon())
                    .await
            ),
            Refusal::NotAllowed
        );
        let refused = world
            .identity
            .set_totp(by, id, crate::world::TOTP_SECRET, noon())
            .await;
        assert_eq!(refusal(refused), Refusal::NotAllowed);
    }
}

#[tokio::test]
async fn a_disk_that_became_read_only_still_lets_those_who_are_in_go_on_reading() {
    for world in worlds().await {
        let rosa = world.person("rosa", Role::Client).await;
        world.db.pretend_disk_is_read_only(true).await.unwrap();
        assert!(
            world
                .live(rosa.cookie.reveal(), after(10 * 60))
                .await
                .is_some()
        );
        world.db.pretend_disk_is_read_only(false).await.unwrap();
        let other = new_account("ben", Role::Client);
        world
            .identity
            .create_account(Actor::Program, other, noon())
            .await
            .unwrap();
    }
}
