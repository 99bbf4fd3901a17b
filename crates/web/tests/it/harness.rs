//! A clinic in a folder of its own, people in it, and browsers for them.
//!
//! ```ignore
//! let world = World::new().await;
//! let mut ines = world.person("Inés Rey", Role::Therapist).await;
//! let page = ines.get("/caseload").await;
//! let page = ines.post("/clients/new", &[("name", "Ana")]).await; // form token and entry token of the last page
//! ```
#![allow(dead_code, reason = "each of the tests' files uses another part")]

use attune_identity::{
    AccountSettings, Actor, Arrival, Config, HashCost, Identity, NewAccount, SignIn,
};
use attune_record::db::Db;
use attune_record::{NewEntry, Reading, Records, RootKey};
use attune_therapy::client::ClientRegistered;
use attune_therapy::ids::{AccountId, RecordId, Token};
use attune_therapy::text::Text;
use attune_therapy::{Content, Role};
use attune_web::{App, DemoAccount, Options};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use tower::ServiceExt;
use uuid::Uuid;

pub const PASSWORD: &str = "seven herons on a quiet lake";
pub const TOTP_SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
pub const ORIGIN: &str = "http://localhost:8080";
const NOON: i64 = 1_793_620_800;

thread_local! {
    /// Each test runs on a thread of its own and has its own time: noon of 2 November 2026 at first.
    static NOW: Cell<i64> = const { Cell::new(NOON) };
}

/// The time of this test.
pub fn now() -> Timestamp {
    Timestamp::from_second(NOW.get()).unwrap()
}

/// Time passes.
pub fn later(minutes: i64) {
    NOW.set(NOW.get() + minutes * 60);
}

/// The code that an authenticator app shows now.
pub fn code(secret: &str) -> String {
    totp_rs::Builder::new()
        .with_secret(totp_rs::Secret::try_from_base32(secret).unwrap())
        .with_step_duration(30)
        .build()
        .unwrap()
        .generate(u64::try_from(NOW.get()).unwrap())
        .to_string()
}

/// A clinic.
pub struct World {
    pub app: App,
    router: Router,
    folder: PathBuf,
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl World {
    /// A clinic that is set up, with nobody in it but its administrator.
    pub async fn new() -> World {
        World::with(Options::default()).await
    }

    /// The same with other options, such as the demo's accounts.
    pub async fn with(options: Options) -> World {
        let world = World::fresh(options).await;
        let identity = &world.app.identity;
        let token = identity.setup_link(now()).await.unwrap().unwrap();
        let setup = attune_identity::CompleteSetup {
            clinic_name: "Casa Abierta",
            name: "Ada Admin",
            sign_in_name: "ada",
            password: PASSWORD,
            settings: AccountSettings::default(),
        };
        let arrival = arrival();
        identity
            .complete_setup(token.reveal(), setup, arrival, now())
            .await
            .unwrap();
        world
    }

    /// A clinic that nobody has set up yet.
    pub async fn fresh(options: Options) -> World {
        let folder = std::env::temp_dir().join(format!("attune-web-{}", Uuid::now_v7()));
        std::fs::create_dir_all(&folder).unwrap();
        let data = Db::open_sqlite(&folder.join("data.db")).await.unwrap();
        let keys = Db::open_sqlite(&folder.join("keys.db")).await.unwrap();
        Identity::migrate(&data).await.unwrap();
        let content = Arc::new(Content::built_in().clone());
        let records = Records::open(data.clone(), keys, &RootKey::random(), content)
            .await
            .unwrap();
        let config = Config {
            // Tests prove the pages, not the strength of the hash.
            hash_cost: HashCost {
                memory_kib: 64,
                passes: 1,
                lanes: 1,
            },
            ..Config::new("localhost", ORIGIN)
        };
        let sealer = records.sealer().clone();
        let identity = Identity::new(data, sealer, records.clinic(), config).unwrap();
        let app = App::new(records, identity, options, now);
        World {
            router: attune_web::router(app.clone()),
            app,
            folder,
        }
    }

    /// An account that nobody is signed in to. Staff have an authenticator app with [`TOTP_SECRET`].
    pub async fn account(&self, name: &str, role: Role) -> AccountId {
        let identity = &self.app.identity;
        let new = NewAccount {
            name,
            sign_in_name: &sign_in_name(name),
            role,
            password: PASSWORD,
            with_second_factor: role.is_staff(),
            settings: AccountSettings::default(),
        };
        let id = identity
            .create_account(Actor::Program, new, now())
            .await
            .unwrap();
        if role.is_staff() {
            identity
                .set_totp(Actor::Program, id, TOTP_SECRET, now())
                .await
                .unwrap();
        }
        id
    }

    /// Somebody with an account of a role, signed in.
    pub async fn person(&self, name: &str, role: Role) -> Browser {
        let id = self.account(name, role).await;
        self.signed_in(id).await
    }

    /// Somebody signed in to an account that there is.
    pub async fn signed_in(&self, id: AccountId) -> Browser {
        let identity = &self.app.identity;
        let signed = identity
            .sign_in_for_demo(Actor::Program, id, arrival(), now())
            .await
            .unwrap();
        let mut browser = self.visitor();
        browser
            .cookies
            .insert("attune".into(), signed.cookie.reveal().into());
        browser.account = Some(id);
        browser
    }

    /// A record of a client, registered by this therapist.
    pub async fn register(&self, therapist: &Browser, name: &str) -> RecordId {
        let (record, cookie) = (RecordId(Uuid::now_v7()), &therapist.cookies["attune"]);
        let identity = &self.app.identity;
        let session = identity.session(cookie, now()).await.unwrap();
        let session = session.live().unwrap();
        identity.found_team(&session, record, now()).await.unwrap();
        let session = identity.session(cookie, now()).await.unwrap();
        let reader = identity.reader(&session.live().unwrap());
        let registered = ClientRegistered {
            name: Text::parse(name).unwrap(),
            reference: None,
            born: None,
            locale: None,
            zone: None,
            fictitious: false,
        };
        let entry = NewEntry::now(registered, now(), Token(Uuid::now_v7()));
        let records = &self.app.records;
        records
            .append(&reader, record, vec![entry], now())
            .await
            .unwrap();
        record
    }

    /// Who has looked into a record, as somebody of its team is told.
    pub async fn readings(&self, of: &Browser, record: RecordId) -> Vec<Reading> {
        let identity = &self.app.identity;
        let session = identity
            .session(&of.cookies["attune"], now())
            .await
            .unwrap();
        let reader = identity.reader(&session.live().unwrap());
        let soon = now() + SignedDuration::from_mins(1);
        let records = &self.app.records;
        records
            .readings(&reader, record, soon, now())
            .await
            .unwrap()
    }

    /// The administrator that the clinic was set up with.
    pub async fn administrator(&self) -> Browser {
        let accounts = self.app.identity.accounts(Actor::Program).await.unwrap();
        let ada = accounts.iter().find(|a| a.sign_in_name == "ada").unwrap();
        self.signed_in(ada.id).await
    }

    /// A browser that nobody is signed in with.
    pub fn visitor(&self) -> Browser {
        Browser {
            router: self.router.clone(),
            cookies: BTreeMap::new(),
            account: None,
            language: "en".into(),
            hidden: BTreeMap::new(),
        }
    }

    /// Signs in with a password through the door that pages use; for tests of what stands behind it.
    pub async fn password_is(&self, sign_in_name: &str, password: &str) -> bool {
        let identity = &self.app.identity;
        let tried = identity
            .sign_in(sign_in_name, password, arrival(), now())
            .await;
        matches!(
            tried,
            Ok(SignIn::Complete(_) | SignIn::NeedsSecondFactor { .. } | SignIn::MustEnrol { .. })
        )
    }
}

/// "Inés Rey" signs in as "inés.rey".
pub fn sign_in_name(name: &str) -> String {
    name.to_lowercase().replace(' ', ".")
}

/// One click of the demo.
pub fn demo_account(name: &str, role: Role) -> DemoAccount {
    DemoAccount {
        name: name.into(),
        role: role.name().into(),
        sign_in: sign_in_name(name),
        password: PASSWORD.into(),
        totp_secret: role.is_staff().then(|| TOTP_SECRET.into()),
    }
}

fn arrival() -> Arrival<'static> {
    Arrival {
        address: "192.0.2.1",
        user_agent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/144.0",
    }
}

/// A browser: it keeps cookies and the hidden fields that its forms carry, as the last page had them.
pub struct Browser {
    router: Router,
    pub cookies: BTreeMap<String, String>,
    pub account: Option<AccountId>,
    pub language: String,
    hidden: BTreeMap<&'static str, String>,
}

impl Browser {
    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], Body::empty()).await
    }

    /// Opens a page and follows where it leads.
    pub async fn go(&mut self, path: &str) -> Answer {
        let mut answer = self.get(path).await;
        for _ in 0..5 {
            let Some(to) = answer.location() else { break };
            answer = self.get(&to).await;
        }
        answer
    }

    /// Sends a form with these fields, and with the form token and entry token of the last page where they are not
    /// among them.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all: Vec<(&str, String)> = fields
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        for name in ["form_token", "token"] {
            if !fields.iter().any(|(given, _)| *given == name)
                && let Some(value) = self.hidden.get(name)
            {
                all.push((name, value.clone()));
            }
        }
        let body: Vec<String> = all
            .iter()
            .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
            .collect();
        self.post_raw(path, body.join("&")).await
    }

    /// Sends a form exactly so.
    pub async fn post_raw(&mut self, path: &str, body: impl Into<Body>) -> Answer {
        let kind = ("content-type", "application/x-www-form-urlencoded");
        self.send(Method::POST, path, &[kind], body.into()).await
    }

    /// Sends JSON with the session's form token, as a script of ours does.
    pub async fn send_json(&mut self, method: Method, path: &str, body: &str) -> Answer {
        let token = self.hidden.get("form_token").cloned().unwrap_or_default();
        let headers = [
            ("content-type", "application/json"),
            ("accept", "application/json"),
            ("x-form-token", token.as_str()),
        ];
        self.send(method, path, &headers, Body::from(body.to_owned()))
            .await
    }

    /// Sends anything.
    pub async fn send(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Answer {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "localhost:8080")
            .header(header::COOKIE, cookies.join("; "))
            .header(header::ACCEPT_LANGUAGE, &self.language)
            .header(header::USER_AGENT, arrival().user_agent);
        let usual = [
            ("accept", "text/html,application/xhtml+xml"),
            ("sec-fetch-site", "same-origin"),
        ];
        for (name, value) in usual {
            if !headers.iter().any(|(given, _)| *given == name) {
                request = request.header(name, value);
            }
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 20_000_000).await.unwrap();
        let answer = Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        };
        self.keep(&answer);
        answer
    }

    fn keep(&mut self, answer: &Answer) {
        for cookie in answer.headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (name, rest) = cookie.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.into(), value.into());
            }
        }
        for name in ["form_token", "token"] {
            if let Some(value) = hidden(&answer.body, name) {
                self.hidden.insert(name, value);
            }
        }
    }
}

/// What a browser was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    /// Where it leads, if it is a redirect.
    pub fn location(&self) -> Option<String> {
        let to = self.headers.get(header::LOCATION)?;
        Some(to.to_str().unwrap().to_owned())
    }

    /// The value of a hidden or text field of the page.
    pub fn field(&self, name: &str) -> Option<String> {
        hidden(&self.body, name)
    }

    /// Whether the page says this, tags aside.
    pub fn says(&self, text: &str) -> bool {
        self.text().contains(text)
    }

    /// What the page says: its words without tags, with single spaces.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut rest = self.body.as_str();
        while let Some(open) = rest.find('<') {
            text.push_str(&rest[..open]);
            text.push(' ');
            rest = rest[open..]
                .find('>')
                .map_or("", |close| &rest[open + close + 1..]);
        }
        text.push_str(rest);
        let words: Vec<&str> = text.split_whitespace().collect();
        unescaped(&words.join(" "))
    }

    /// The address of the first link or form that begins so.
    pub fn address(&self, beginning: &str) -> Option<String> {
        let places = ["href=\"", "action=\""];
        places.iter().find_map(|place| {
            let mut found = self.body.split(place).skip(1);
            let wanted = found.find(|rest| rest.starts_with(beginning))?;
            Some(unescaped(wanted.split('"').next()?))
        })
    }

    #[track_caller]
    pub fn assert_status(&self, status: u16) -> &Answer {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        self
    }

    #[track_caller]
    pub fn assert_says(&self, text: &str) -> &Answer {
        assert!(self.says(text), "{text:?} is not in: {}", self.text());
        self
    }

    #[track_caller]
    pub fn assert_leads_to(&self, path: &str) -> &Answer {
        self.assert_status(303);
        assert_eq!(self.location().as_deref(), Some(path));
        self
    }
}

/// The value of the first input of this name.
fn hidden(page: &str, name: &str) -> Option<String> {
    let wanted = format!(" name=\"{name}\"");
    let tag = page
        .split('<')
        .filter(|tag| tag.starts_with("input"))
        .find(|tag| tag.contains(&wanted))?;
    let value = tag.split(" value=\"").nth(1)?.split('"').next()?;
    Some(unescaped(value))
}

fn unescaped(text: &str) -> String {
    text.replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#38;", "&")
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

/// A session that lasted too long without a request.
pub fn idle() -> SignedDuration {
    SignedDuration::from_mins(16)
}
