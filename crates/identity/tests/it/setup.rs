use crate::world::{PASSWORD, World, after, home, noon, pending_of, refusal, worlds};
use attune_identity::{AccountSettings, Actor, CompleteSetup, Refusal, SecurityEventKind, SignIn};
use attune_therapy::confidentiality::Role;

fn setup() -> CompleteSetup<'static> {
    CompleteSetup {
        clinic_name: "Casa Abierta",
        name: "Irene Vega",
        sign_in_name: "irene@casa.example",
        password: PASSWORD,
        settings: AccountSettings::default(),
    }
}

async fn complete(
    world: &World,
    token: &str,
    seconds: i64,
) -> Result<SignIn, attune_identity::IdentityError> {
    world
        .identity
        .complete_setup(token, setup(), home(), after(seconds))
        .await
}

#[tokio::test]
async fn the_set_up_link_makes_clinic_and_administrator_once() {
    for world in worlds().await {
        let link = world.identity.setup_link(noon()).await.unwrap().unwrap();
        assert_eq!(world.identity.clinic_name().await.unwrap(), None);
        let SignIn::MustEnrol { .. } = complete(&world, link.reveal(), 60).await.unwrap() else {
            panic!("an administrator has to set up a second factor")
        };
        assert_eq!(
            world.identity.clinic_name().await.unwrap().unwrap(),
            "Casa Abierta"
        );
        let accounts = world.identity.accounts(Actor::Program).await.unwrap();
        assert_eq!(accounts.len(), 1);
        assert_eq!(
            (accounts[0].role, accounts[0].name.as_str()),
            (Role::Administrator, "Irene Vega")
        );
        assert_eq!(
            refusal(complete(&world, link.reveal(), 61).await),
            Refusal::SetUpAlready
        );
        assert!(
            world
                .identity
                .setup_link(after(62))
                .await
                .unwrap()
                .is_none()
        );
        let events = world
            .identity
            .security_events(Actor::Program, None)
            .await
            .unwrap();
        assert!(
            events
                .iter()
                .any(|event| event.kind == SecurityEventKind::ClinicSetUp)
        );
    }
}

#[tokio::test]
async fn an_old_a_replaced_and_a_made_up_set_up_link_are_refused() {
    for world in worlds().await {
        let first = world.identity.setup_link(noon()).await.unwrap().unwrap();
        let second = world.identity.setup_link(after(10)).await.unwrap().unwrap();
        assert_eq!(
            refusal(complete(&world, first.reveal(), 20).await),
            Refusal::LinkUnknown
        );
        assert_eq!(
            refusal(complete(&world, "made up", 20).await),
            Refusal::LinkUnknown
        );
        let day_later = refusal(complete(&world, second.reveal(), 10 + 86_400).await);
        assert_eq!(
            day_later,
            Refusal::LinkExpired {
                on: after(10 + 86_400)
            }
        );
        assert!(
            world
                .identity
                .accounts(Actor::Program)
                .await
                .unwrap()
                .is_empty()
        );
    }
}

#[tokio::test]
async fn a_refused_password_leaves_the_set_up_link_usable() {
    for world in worlds().await {
        let link = world.identity.setup_link(noon()).await.unwrap().unwrap();
        let weak = CompleteSetup {
            password: "casaabierta1",
            ..setup()
        };
        let refused = world
            .identity
            .complete_setup(link.reveal(), weak, home(), noon())
            .await;
        assert_eq!(refusal(refused), Refusal::PasswordIsName);
        pending_of(complete(&world, link.reveal(), 1).await.unwrap());
    }
}
