//! A clinic of its own for each test and engine, and people in it.

use attune_identity::{
    AccountSettings, Actor, Arrival, Config, HashCost, Identity, IdentityError, NewAccount,
    Refusal, Session, SignIn, SignedIn,
};
use attune_record::Sealer;
use attune_record::db::Db;
use attune_therapy::confidentiality::Role;
use attune_therapy::ids::{AccountId, ClinicId, RecordId};
use jiff::{SignedDuration, Timestamp};
use std::path::PathBuf;
use std::sync::Arc;
use uuid::Uuid;

pub const PASSWORD: &str = "seven herons on a quiet lake";
pub const TOTP_SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
pub const CHEAP: HashCost = HashCost {
    memory_kib: 64,
    passes: 1,
    lanes: 1,
};
pub const ORIGIN: &str = "http://localhost:8080";

/// Serialises migrations: two tests may arrive at the same PostgreSQL database at once.
static MIGRATING: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

pub struct World {
    pub identity: Identity,
    pub db: Db,
    pub sealer: Sealer,
    pub clinic: ClinicId,
    pub folder: Option<PathBuf>,
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// One clinic on each engine at hand.
pub async fn worlds() -> Vec<World> {
    let folder = std::env::temp_dir().join(format!("attune-identity-{}", Uuid::now_v7()));
    std::fs::create_dir_all(&folder).unwrap();
    let sqlite = Db::open_sqlite(&folder.join("accounts.db")).await.unwrap();
    let mut worlds = vec![world(sqlite, Some(folder)).await];
    if let Ok(url) = std::env::var("ATTUNE_TEST_POSTGRES") {
        worlds.push(world(Db::connect_postgres(&url).await.unwrap(), None).await);
    }
    worlds
}

async fn world(db: Db, folder: Option<PathBuf>) -> World {
    let migrating = MIGRATING.lock().await;
    Identity::migrate(&db).await.unwrap();
    drop(migrating);
    let (sealer, clinic) = (Sealer::for_tests(), ClinicId(Uuid::now_v7()));
    let identity = Identity::new(db.clone(), sealer.clone(), clinic, config()).unwrap();
    World {
        identity,
        db,
        sealer,
        clinic,
        folder,
    }
}

pub fn config() -> Config {
    Config {
        hash_cost: CHEAP,
        ..Config::new("localhost", ORIGIN)
    }
}

/// Noon of a day; tests go on from there.
pub fn noon() -> Timestamp {
    "2026-11-02T12:00:00Z".parse().unwrap()
}

pub fn after(seconds: i64) -> Timestamp {
    noon() + SignedDuration::from_secs(seconds)
}

pub fn home() -> Arrival<'static> {
    Arrival {
        address: "192.0.2.7",
        user_agent: "Mozilla/5.0 (Android 15; Mobile; rv:144.0) Gecko/144.0 Firefox/144.0",
    }
}

pub fn office() -> Arrival<'static> {
    Arrival {
        address: "198.51.100.9",
        user_agent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/144.0",
    }
}

pub fn new_account(name: &'static str, role: Role) -> NewAccount<'static> {
    NewAccount {
        name,
        sign_in_name: name,
        role,
        password: PASSWORD,
        with_second_factor: false,
        settings: AccountSettings::default(),
    }
}

/// The code that the authenticator app shows at `now` for [`TOTP_SECRET`].
pub fn code_at(now: Timestamp) -> String {
    let secret = totp_rs::Secret::try_from_base32(TOTP_SECRET).unwrap();
    let totp = totp_rs::Builder::new()
        .with_secret(secret)
        .with_step_duration(30)
        .build()
        .unwrap();
    totp.generate(u64::try_from(now.as_second()).unwrap())
        .to_string()
}

pub fn record() -> RecordId {
    RecordId(Uuid::now_v7())
}

impl World {
    /// A second node: same database and keys, memory of its own.
    pub fn another_node(&self) -> Identity {
        Identity::new(self.db.clone(), self.sealer.clone(), self.clinic, config()).unwrap()
    }

    pub async fn account(&self, name: &'static str, role: Role) -> AccountId {
        let id = self
            .identity
            .create_account(Actor::Program, new_account(name, role), noon())
            .await
            .unwrap();
        if role.is_staff() {
            self.identity
                .set_totp(Actor::Program, id, TOTP_SECRET, noon())
                .await
                .unwrap();
        }
        id
    }

    pub async fn signed_in(&self, id: AccountId, now: Timestamp) -> SignedIn {
        self.identity
            .sign_in_for_demo(Actor::Program, id, office(), now)
            .await
            .unwrap()
    }

    /// A person with an account who is signed in.
    pub async fn person(&self, name: &'static str, role: Role) -> SignedIn {
        let id = self.account(name, role).await;
        self.signed_in(id, noon()).await
    }

    pub async fn live(&self, cookie: &str, now: Timestamp) -> Option<Arc<Session>> {
        self.identity.session(cookie, now).await.unwrap().live()
    }

    pub async fn sign_in(
        &self,
        name: &str,
        password: &str,
        now: Timestamp,
    ) -> Result<SignIn, IdentityError> {
        self.identity.sign_in(name, password, home(), now).await
    }
}

pub fn pending_of(sign_in: SignIn) -> String {
    match sign_in {
        SignIn::NeedsSecondFactor { pending, .. } | SignIn::MustEnrol { pending } => {
            pending.reveal().to_owned()
        }
        SignIn::Complete(_) => panic!("nothing is pending"),
    }
}

/// The refusal of a result that has to be one.
#[track_caller]
pub fn refusal<T>(result: Result<T, IdentityError>) -> Refusal {
    match result {
        Ok(_) => panic!("was not refused"),
        Err(error) => error.refusal().unwrap_or_else(|| panic!("{error}")).clone(),
    }
}
