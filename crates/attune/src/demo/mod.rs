//! The sample clinic: made from a seed, through the same gates as real entries.

mod course;
mod story;

use crate::clinic::Clinic;
use anyhow::Context;
use attune_identity::{AccountSettings, Actor, Arrival, CompleteSetup, Locale, NewAccount, SignIn};
use attune_therapy::Role;
use attune_therapy::ids::{AccountId, RecordId};
use attune_web::DemoAccount;
use course::Sample;
use jiff::{SignedDuration, Timestamp};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::sync::Arc;
use story::{SampleClinic, Staff};
use tokio::task::JoinSet;
use uuid::Uuid;

/// How large a sample clinic to make.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) clients: usize,
    pub(crate) seed: u64,
}

/// Everybody in the sample clinic has this password; it is printed at every start.
const PASSWORD: &str = "a sample clinic for everyone";
/// The second factor of everybody on the staff.
const TOTP_SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
/// So many clients can sign in; the others were entered by their therapists.
const CLIENTS_WITH_ACCOUNT: usize = 12;
/// Work under way at the same time, so that commits are shared.
const AT_ONCE: usize = 64;

/// Fills an empty clinic. Answers its sign-ins.
pub(crate) async fn fill(
    clinic: &Clinic,
    size: Size,
    now: Timestamp,
) -> anyhow::Result<Vec<DemoAccount>> {
    let sample = Arc::new(SampleClinic::read().context("content/demo/clinic.toml")?);
    let long_ago = now - SignedDuration::from_hours(24 * 700);
    let identity = &clinic.identity;
    let mut accounts = Vec::new();
    let mut therapists = Vec::new();
    let mut supervisor = None;
    let mut randomness = StdRng::seed_from_u64(size.seed);
    for staff in &sample.staff {
        let account = if staff.role == Role::Administrator {
            set_up(clinic, &sample.clinic, staff, long_ago).await?
        } else {
            add_account(
                clinic,
                &staff.name,
                &staff.sign_in,
                staff.role,
                &staff.locale,
                long_ago,
            )
            .await?
        };
        identity
            .set_totp(Actor::Program, account, TOTP_SECRET, long_ago)
            .await?;
        match staff.role {
            Role::Therapist => therapists.push((account, staff.locale.as_str())),
            Role::Supervisor => supervisor = Some(account),
            _ => {}
        }
        accounts.push(demo_account(&staff.name, &staff.sign_in, staff.role));
    }
    let mut work = JoinSet::new();
    for number in 0..size.clients {
        let person = Sample::draw(&mut randomness, &sample, number, now);
        let therapist = therapist_of(&therapists, &person.locale)
            .context("the sample clinic has no therapist")?;
        let record = RecordId(Uuid::from_u128(randomness.random()));
        let began = person.began_at;
        let mut account = AccountId(Uuid::from_u128(randomness.random()));
        let places = [
            (therapist, Role::Therapist),
            (supervisor.unwrap_or(therapist), Role::Supervisor),
        ];
        for (member, role) in places {
            identity
                .add_member(Actor::Program, record, member, role, None, began)
                .await?;
        }
        if number < CLIENTS_WITH_ACCOUNT {
            let sign_in = person.sign_in_name();
            account = add_account(
                clinic,
                &person.name,
                &sign_in,
                Role::Client,
                &person.locale,
                began,
            )
            .await?;
            identity
                .add_member(Actor::Program, record, account, Role::Client, None, began)
                .await?;
            accounts.push(demo_account(&person.name, &sign_in, Role::Client));
        }
        if work.len() >= AT_ONCE
            && let Some(done) = work.join_next().await
        {
            done??;
        }
        let (clinic, sample) = (clinic.clone(), Arc::clone(&sample));
        work.spawn(async move {
            person
                .enter(&clinic, &sample, record, therapist, account)
                .await
        });
    }
    while let Some(done) = work.join_next().await {
        done??;
    }
    Ok(accounts)
}

/// The first administrator comes in by the set-up link, as in every clinic.
async fn set_up(
    clinic: &Clinic,
    name: &str,
    staff: &Staff,
    at: Timestamp,
) -> anyhow::Result<AccountId> {
    let link = clinic
        .identity
        .setup_link(at)
        .await?
        .context("the clinic is set up already; give an empty folder")?;
    let setup = CompleteSetup {
        clinic_name: name,
        name: &staff.name,
        sign_in_name: &staff.sign_in,
        password: PASSWORD,
        settings: AccountSettings {
            // The clinic is where its first administrator is.
            time_zone: "Europe/London".to_owned(),
            ..AccountSettings::default()
        },
    };
    let arrival = Arrival {
        address: "demo",
        user_agent: "",
    };
    match clinic
        .identity
        .complete_setup(link.reveal(), setup, arrival, at)
        .await?
    {
        SignIn::MustEnrol { pending } => {
            Ok(clinic.identity.pending(pending.reveal(), at).await?.account)
        }
        _ => anyhow::bail!("an administrator without second factor was let in"),
    }
}

/// A therapist who speaks the client's language, or else any.
fn therapist_of(therapists: &[(AccountId, &str)], locale: &str) -> Option<AccountId> {
    let speaks = therapists.iter().find(|(_, spoken)| *spoken == locale);
    speaks.or(therapists.first()).map(|(account, _)| *account)
}

async fn add_account(
    clinic: &Clinic,
    name: &str,
    sign_in: &str,
    role: Role,
    locale: &str,
    at: Timestamp,
) -> anyhow::Result<AccountId> {
    let settings = AccountSettings {
        locale: Locale::from_code(locale).unwrap_or_default(),
        time_zone: if locale == "en" {
            "Europe/London"
        } else {
            "America/Bogota"
        }
        .to_owned(),
        ..AccountSettings::default()
    };
    let new = NewAccount {
        name,
        sign_in_name: sign_in,
        role,
        password: PASSWORD,
        with_second_factor: false,
        settings,
    };
    Ok(clinic
        .identity
        .create_account(Actor::Program, new, at)
        .await?)
}

fn demo_account(name: &str, sign_in: &str, role: Role) -> DemoAccount {
    DemoAccount {
        name: name.to_owned(),
        role: role.name().to_owned(),
        sign_in: sign_in.to_owned(),
        password: PASSWORD.to_owned(),
        totp_secret: role.is_staff().then(|| TOTP_SECRET.to_owned()),
    }
}
