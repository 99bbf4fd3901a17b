use crate::world::{after, noon, record, refusal, worlds};
use attune_identity::{Actor, Refusal, SecurityEventKind};
use attune_therapy::confidentiality::{Purpose, Role};

#[tokio::test]
async fn joining_and_leaving_a_team_shows_at_once() {
    for world in worlds().await {
        let record = record();
        let tomas = world.person("tomas", Role::Therapist).await;
        let nadia = world.person("nadia", Role::Supervisor).await;
        let identity = &world.identity;
        identity
            .found_team(&tomas.session, record, after(1))
            .await
            .unwrap();
        let tomas = world.live(tomas.cookie.reveal(), after(1)).await.unwrap();
        assert_eq!(
            identity.reader(&tomas).role_in(record, after(1)),
            Some(Role::Therapist)
        );
        let by = Actor::Person(&tomas);
        let id = identity
            .add_member(
                by,
                record,
                nadia.session.account,
                Role::Supervisor,
                None,
                after(2),
            )
            .await
            .unwrap();
        let again = identity
            .add_member(
                by,
                record,
                nadia.session.account,
                Role::Supervisor,
                None,
                after(2),
            )
            .await;
        assert_eq!(refusal(again), Refusal::AlreadyMember);
        let now_nadia = world.live(nadia.cookie.reveal(), after(2)).await.unwrap();
        assert!(identity.reader(&now_nadia).knows(record, after(2)));
        identity
            .end_membership(by, record, id, after(3))
            .await
            .unwrap();
        let later_nadia = world.live(nadia.cookie.reveal(), after(3)).await.unwrap();
        assert!(!identity.reader(&later_nadia).knows(record, after(3)));
        assert!(
            !identity.reader(&now_nadia).knows(record, after(2))
                || now_nadia.memberships().len() == 1
        );
        let team = identity.team(by, record, after(4)).await.unwrap();
        assert_eq!(
            team.iter()
                .filter(|member| member.holds_at(after(4)))
                .count(),
            1
        );
        assert_eq!(team.len(), 2, "who left is still listed, with until when");
        assert_eq!(team[1].until, Some(after(3)));
    }
}

#[tokio::test]
async fn strangers_neither_join_nor_look_nor_found_a_team_that_exists() {
    for world in worlds().await {
        let record = record();
        let tomas = world.person("tomas", Role::Therapist).await;
        let paula = world.person("paula", Role::Therapist).await;
        let rosa = world.person("rosa", Role::Client).await;
        let identity = &world.identity;
        identity
            .found_team(&tomas.session, record, after(1))
            .await
            .unwrap();
        let stranger = Actor::Person(&paula.session);
        let own = paula.session.account;
        let joined = identity
            .add_member(stranger, record, own, Role::Therapist, None, after(2))
            .await;
        assert_eq!(refusal(joined), Refusal::NotAllowed);
        assert_eq!(
            refusal(identity.found_team(&paula.session, record, after(2)).await),
            Refusal::NotAllowed
        );
        assert_eq!(
            refusal(identity.team(stranger, record, after(2)).await),
            Refusal::NotAllowed
        );
        let new = crate::world::record();
        assert_eq!(
            refusal(identity.found_team(&rosa.session, new, after(2)).await),
            Refusal::NotAllowed
        );
    }
}

#[tokio::test]
async fn a_place_ends_by_itself_at_its_time() {
    for world in worlds().await {
        let record = record();
        let paula = world.person("paula", Role::Therapist).await;
        let until = Some(after(3600));
        let account = paula.session.account;
        world
            .identity
            .add_member(
                Actor::Program,
                record,
                account,
                Role::Therapist,
                until,
                noon(),
            )
            .await
            .unwrap();
        let session = world.live(paula.cookie.reveal(), after(1)).await.unwrap();
        let reader = world.identity.reader(&session);
        assert!(reader.knows(record, after(3599)) && !reader.knows(record, after(3600)));
    }
}

#[tokio::test]
async fn breaking_the_glass_needs_a_reason_lasts_four_hours_and_is_seen() {
    for world in worlds().await {
        let record = record();
        let identity = &world.identity;
        let tomas = world.person("tomas", Role::Therapist).await;
        let paula = world.person("paula", Role::Therapist).await;
        let admin = world.person("admin", Role::Administrator).await;
        identity
            .found_team(&tomas.session, record, after(1))
            .await
            .unwrap();
        let rosa = world.account("rosa", Role::Client).await;
        identity
            .add_member(Actor::Program, record, rosa, Role::Client, None, after(1))
            .await
            .unwrap();
        for reason in ["", "urgent", "         x         ", &"x".repeat(1001)] {
            let refused = identity
                .break_glass(&paula.session, record, reason, after(2))
                .await;
            assert_eq!(refusal(refused), Refusal::ReasonNeeded, "{reason:?}");
        }
        assert!(
            !identity
                .reader_in(&paula.session, record, after(2))
                .knows(record, after(2))
        );
        let reason = "Colleague ill, client called in danger";
        identity
            .break_glass(&paula.session, record, reason, after(2))
            .await
            .unwrap();
        let session = world.live(paula.cookie.reveal(), after(2)).await.unwrap();
        assert!(
            !identity.reader(&session).knows(record, after(3)),
            "the ordinary reader stays what it was"
        );
        let reader = identity.reader_in(&session, record, after(3));
        assert_eq!(reader.purpose(), Purpose::BreakGlass);
        assert_eq!(reader.role_in(record, after(3)), Some(Role::Therapist));
        let end = after(2 + 4 * 3600);
        assert!(!reader.knows(record, end));
        assert_eq!(
            identity.reader_in(&session, record, end).purpose(),
            Purpose::Care
        );

        let rosa = world.signed_in(rosa, after(5)).await;
        for by in [
            Actor::Person(&admin.session),
            Actor::Person(&rosa.session),
            Actor::Person(&tomas.session),
        ] {
            let team_changed = matches!(by, Actor::Person(s) if s.account == tomas.session.account);
            let events = identity
                .break_glass_events(by, record, after(6))
                .await
                .unwrap();
            assert_eq!(
                (events.len(), events[0].reason.as_str()),
                (1, reason),
                "{team_changed}"
            );
            assert_eq!(
                (events[0].account, events[0].until),
                (paula.session.account, end)
            );
        }
        let everywhere = identity
            .all_break_glass_events(Actor::Person(&admin.session))
            .await
            .unwrap();
        assert_eq!(everywhere.len(), 1);
        let security = identity
            .security_events(Actor::Person(&admin.session), None)
            .await
            .unwrap();
        assert!(
            security
                .iter()
                .any(|event| event.kind == SecurityEventKind::BreakGlass)
        );
    }
}

#[tokio::test]
async fn the_glass_is_not_for_members_front_desk_administrators_or_clients() {
    for world in worlds().await {
        let record = record();
        let identity = &world.identity;
        let tomas = world.person("tomas", Role::Therapist).await;
        identity
            .found_team(&tomas.session, record, after(1))
            .await
            .unwrap();
        let reason = "a reason that is long enough";
        let needless = identity
            .break_glass(&tomas.session, record, reason, after(2))
            .await;
        assert_eq!(refusal(needless), Refusal::NotNeeded);
        for (name, role) in [
            ("rosa", Role::Client),
            ("desk", Role::Staff),
            ("admin", Role::Administrator),
            ("lead", Role::ServiceLead),
            ("researcher", Role::Researcher),
        ] {
            let person = world.person(name, role).await;
            let refused = identity
                .break_glass(&person.session, record, reason, after(2))
                .await;
            assert_eq!(refusal(refused), Refusal::NotAllowed, "{name}");
        }
    }
}

#[tokio::test]
async fn an_administrator_reads_nothing_by_role_and_is_named_in_a_team_only_after_stepping_up() {
    for world in worlds().await {
        let record = record();
        let admin = world.person("admin", Role::Administrator).await;
        assert!(
            !world
                .identity
                .reader(&admin.session)
                .knows(record, after(1))
        );
        let by = Actor::Person(&admin.session);
        let own = admin.session.account;
        let late = world
            .identity
            .add_member(by, record, own, Role::Therapist, None, after(11 * 60))
            .await;
        assert_eq!(refusal(late), Refusal::StepUpNeeded);
        world
            .identity
            .add_member(by, record, own, Role::Therapist, None, after(60))
            .await
            .unwrap();
        let session = world.live(admin.cookie.reveal(), after(60)).await.unwrap();
        assert_eq!(
            world.identity.reader(&session).role_in(record, after(60)),
            Some(Role::Therapist)
        );
    }
}

#[tokio::test]
async fn the_programs_own_reader_knows_the_records_it_was_given_and_no_other() {
    for world in worlds().await {
        let (one, other) = (record(), record());
        let reader = world.identity.background(&[one], noon());
        assert_eq!(reader.purpose(), Purpose::Background);
        assert!(reader.knows(one, noon()) && !reader.knows(other, noon()));
    }
}

#[tokio::test]
async fn a_role_that_reads_no_record_leaves_every_team() {
    for world in worlds().await {
        let record = record();
        let tomas = world.account("tomas", Role::Therapist).await;
        let identity = &world.identity;
        identity
            .add_member(Actor::Program, record, tomas, Role::Therapist, None, noon())
            .await
            .unwrap();
        identity
            .change_role(Actor::Program, tomas, Role::Supervisor, after(1))
            .await
            .unwrap();
        let session = world.signed_in(tomas, after(2)).await.session;
        assert!(
            identity.reader(&session).knows(record, after(2)),
            "a supervisor may go on treating"
        );
        identity
            .change_role(Actor::Program, tomas, Role::Researcher, after(3))
            .await
            .unwrap();
        let session = world.signed_in(tomas, after(4)).await.session;
        assert!(!identity.reader(&session).knows(record, after(4)));
    }
}

#[tokio::test]
async fn the_front_desk_names_a_therapist_for_a_client_it_registered_but_never_itself() {
    for world in worlds().await {
        let record = record();
        let desk = world.person("desk", Role::Staff).await;
        let tomas = world.account("tomas", Role::Therapist).await;
        let identity = &world.identity;
        identity
            .found_team(&desk.session, record, after(1))
            .await
            .unwrap();
        let session = world.live(desk.cookie.reveal(), after(1)).await.unwrap();
        let by = Actor::Person(&session);
        identity
            .add_member(by, record, tomas, Role::Therapist, None, after(2))
            .await
            .unwrap();
        let own = identity
            .add_member(by, record, session.account, Role::Therapist, None, after(2))
            .await;
        assert_eq!(refusal(own), Refusal::NotAllowed);
    }
}

#[tokio::test]
async fn staff_may_leave_a_team_and_a_client_cannot_leave_the_record() {
    for world in worlds().await {
        let record = record();
        let identity = &world.identity;
        let tomas = world.person("tomas", Role::Therapist).await;
        let rosa = world.person("rosa", Role::Client).await;
        for (person, role) in [(&tomas, Role::Therapist), (&rosa, Role::Client)] {
            let id = person.session.account;
            identity
                .add_member(Actor::Program, record, id, role, None, noon())
                .await
                .unwrap();
        }
        let team = identity
            .team(Actor::Program, record, after(1))
            .await
            .unwrap();
        let place_of = |id| team.iter().find(|m| m.account == id).unwrap().id;
        let by_rosa = Actor::Person(&rosa.session);
        let own = place_of(rosa.session.account);
        let refused = identity
            .end_membership(by_rosa, record, own, after(2))
            .await;
        assert_eq!(refusal(refused), Refusal::NotAllowed);
        let by_tomas = Actor::Person(&tomas.session);
        identity
            .end_membership(by_tomas, record, place_of(tomas.session.account), after(2))
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn there_is_no_glass_to_break_where_there_is_no_record() {
    for world in worlds().await {
        let tomas = world.person("tomas", Role::Therapist).await;
        let reason = "a reason that is long enough";
        let refused = world
            .identity
            .break_glass(&tomas.session, record(), reason, after(1))
            .await;
        assert_eq!(refusal(refused), Refusal::NotFound);
    }
}

#[tokio::test]
async fn the_program_acts_for_an_account_in_one_record_only() {
    for world in worlds().await {
        let (one, other) = (record(), record());
        let tomas = world.account("tomas", Role::Therapist).await;
        let reader = world
            .identity
            .acting_for(Actor::Program, tomas, Role::Therapist, one, noon())
            .unwrap();
        assert_eq!(
            (reader.account(), reader.role_in(one, noon())),
            (tomas, Some(Role::Therapist))
        );
        assert!(!reader.knows(other, noon()));
    }
}
