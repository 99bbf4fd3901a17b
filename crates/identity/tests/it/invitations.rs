use crate::world::{PASSWORD, World, after, home, noon, record, refusal, worlds};
use attune_identity::{
    AcceptInvitation, AccountSettings, Actor, IdentityError, InvitationState, InviteTo,
    NewInvitation, Refusal, SignIn,
};
use attune_therapy::confidentiality::Role;
use attune_therapy::ids::RecordId;
use jiff::Timestamp;

fn to_client_of(record: RecordId) -> NewInvitation<'static> {
    NewInvitation {
        role: Role::Client,
        to: Some(InviteTo {
            record,
            role: Role::Client,
        }),
        invitee: "Rosa",
        expires_at: None,
    }
}

fn staff(role: Role) -> NewInvitation<'static> {
    NewInvitation {
        role,
        to: None,
        invitee: "",
        expires_at: None,
    }
}

async fn accept(
    world: &World,
    token: &str,
    name: &'static str,
    now: Timestamp,
) -> Result<SignIn, IdentityError> {
    let accept = AcceptInvitation {
        name,
        sign_in_name: name,
        password: PASSWORD,
        with_second_factor: false,
        settings: AccountSettings::default(),
    };
    world
        .identity
        .accept_invitation(token, accept, home(), now)
        .await
}

#[tokio::test]
async fn a_therapist_invites_the_client_of_a_record_who_is_then_in() {
    for world in worlds().await {
        let tomas = world.person("tomas", Role::Therapist).await;
        let record = record();
        world
            .identity
            .found_team(&tomas.session, record, after(1))
            .await
            .unwrap();
        let session = world.live(tomas.cookie.reveal(), after(1)).await.unwrap();
        let (token, invitation) = world
            .identity
            .invite(Actor::Person(&session), to_client_of(record), after(2))
            .await
            .unwrap();
        assert_eq!(invitation.state(after(2)), InvitationState::Open);
        let SignIn::Complete(rosa) = accept(&world, token.reveal(), "rosa", after(3))
            .await
            .unwrap()
        else {
            panic!("a client with a long password is in")
        };
        let reader = world.identity.reader(&rosa.session);
        assert_eq!(reader.role_in(record, after(4)), Some(Role::Client));
        let listed = world
            .identity
            .invitations_to(Actor::Person(&session), record, after(4))
            .await
            .unwrap();
        assert_eq!(listed[0].invitee, "Rosa");
        let by = Some(rosa.session.account);
        assert_eq!(
            listed[0].state(after(4)),
            InvitationState::Used { on: after(3), by }
        );
    }
}

#[tokio::test]
async fn a_link_works_once_also_for_two_at_the_same_moment() {
    for world in worlds().await {
        let (token, _) = world
            .identity
            .invite(Actor::Program, staff(Role::Therapist), noon())
            .await
            .unwrap();
        let (one, two) = tokio::join!(
            accept(&world, token.reveal(), "one", after(1)),
            accept(&world, token.reveal(), "two", after(1)),
        );
        let refusals: Vec<Refusal> = [one, two]
            .into_iter()
            .filter(|r| r.is_err())
            .map(refusal)
            .collect();
        assert_eq!(refusals, [Refusal::LinkUsed { on: after(1) }]);
        assert_eq!(
            world.identity.accounts(Actor::Program).await.unwrap().len(),
            1
        );
        let later = accept(&world, token.reveal(), "three", after(9)).await;
        assert_eq!(refusal(later), Refusal::LinkUsed { on: after(1) });
    }
}

#[tokio::test]
async fn an_invitation_says_that_it_expired_or_was_taken_back() {
    for world in worlds().await {
        let identity = &world.identity;
        let (old, invitation) = identity
            .invite(Actor::Program, staff(Role::Staff), noon())
            .await
            .unwrap();
        assert_eq!(invitation.expires_at, after(7 * 86_400));
        let expired = accept(&world, old.reveal(), "late", after(7 * 86_400)).await;
        assert_eq!(
            refusal(expired),
            Refusal::LinkExpired {
                on: after(7 * 86_400)
            }
        );
        let (token, invitation) = identity
            .invite(Actor::Program, staff(Role::Staff), noon())
            .await
            .unwrap();
        identity
            .revoke_invitation(Actor::Program, invitation.id, after(5))
            .await
            .unwrap();
        let revoked = accept(&world, token.reveal(), "late", after(6)).await;
        assert_eq!(refusal(revoked), Refusal::LinkRevoked { on: after(5) });
        assert_eq!(
            refusal(identity.invitation("made up").await),
            Refusal::LinkUnknown
        );
    }
}

#[tokio::test]
async fn a_refused_form_leaves_the_link_usable() {
    for world in worlds().await {
        world.account("rosa", Role::Client).await;
        let (token, _) = world
            .identity
            .invite(Actor::Program, staff(Role::Client), noon())
            .await
            .unwrap();
        assert_eq!(
            refusal(accept(&world, token.reveal(), "rosa", after(1)).await),
            Refusal::SignInNameTaken
        );
        assert_eq!(
            refusal(accept(&world, token.reveal(), "a b", after(1)).await),
            Refusal::SignInNameInvalid
        );
        assert!(
            accept(&world, token.reveal(), "rosa2", after(2))
                .await
                .is_ok()
        );
    }
}

#[tokio::test]
async fn therapists_invite_no_colleagues_and_no_clients_of_others() {
    for world in worlds().await {
        let tomas = world.person("tomas", Role::Therapist).await;
        let by = Actor::Person(&tomas.session);
        for invitation in [
            staff(Role::Therapist),
            staff(Role::Client),
            to_client_of(record()),
        ] {
            assert_eq!(
                refusal(world.identity.invite(by, invitation, after(1)).await),
                Refusal::NotAllowed
            );
        }
    }
}

#[tokio::test]
async fn expiry_and_place_have_to_make_sense() {
    for world in worlds().await {
        for seconds in [-5, 60, 31 * 86_400] {
            let invitation = NewInvitation {
                expires_at: Some(after(seconds)),
                ..staff(Role::Staff)
            };
            let refused = world
                .identity
                .invite(Actor::Program, invitation, noon())
                .await;
            assert_eq!(refusal(refused), Refusal::ExpiryInvalid, "{seconds}");
        }
        let to = Some(InviteTo {
            record: record(),
            role: Role::Therapist,
        });
        let misplaced = NewInvitation {
            to,
            ..staff(Role::Client)
        };
        assert_eq!(
            refusal(
                world
                    .identity
                    .invite(Actor::Program, misplaced, noon())
                    .await
            ),
            Refusal::RoleDoesNotFit
        );
    }
}

#[tokio::test]
async fn who_has_an_account_takes_a_second_place_with_it() {
    for world in worlds().await {
        let rosa = world.person("rosa", Role::Client).await;
        let joint = record();
        let (token, _) = world
            .identity
            .invite(Actor::Program, to_client_of(joint), noon())
            .await
            .unwrap();
        let tomas = world.person("tomas", Role::Therapist).await;
        let wrong = world
            .identity
            .accept_invitation_as(&tomas.session, token.reveal(), after(1))
            .await;
        assert_eq!(refusal(wrong), Refusal::RoleDoesNotFit);
        world
            .identity
            .accept_invitation_as(&rosa.session, token.reveal(), after(1))
            .await
            .unwrap();
        let session = world.live(rosa.cookie.reveal(), after(1)).await.unwrap();
        assert!(world.identity.reader(&session).knows(joint, after(1)));
    }
}
