//! What every handler is given.

use crate::hours::ServiceHours;
use attune_identity::Identity;
use attune_record::Records;
use jiff::Timestamp;
use std::net::IpAddr;
use std::sync::Arc;

/// A sign-in that the demo clinic offers by one click.
#[derive(Debug, Clone)]
pub struct DemoAccount {
    /// The name shown.
    pub name: String,
    /// The role, as a name.
    pub role: String,
    /// What to type as sign-in name.
    pub sign_in: String,
    /// The password.
    pub password: String,
    /// The secret of the second factor, if the account has one.
    pub totp_secret: Option<String>,
}

/// What an installation decides about its pages.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Pages are reached by https: cookies are `Secure` and the browser is told to stay with it.
    pub https: bool,
    /// The demo clinic's sign-ins; empty in every other clinic.
    pub demo: Vec<DemoAccount>,
    /// Proxies in front of the pages: only what these say of a visitor's address (`X-Forwarded-For`) is believed.
    pub proxies: Vec<IpAddr>,
}

/// What a clinic tells its clients on every page on which they write.
#[derive(Debug, Clone, Default)]
pub struct Service {
    /// When somebody is there to read it.
    pub hours: ServiceHours,
    /// The country whose crisis numbers stand first, as its file in `content/crisis` is named: `gb`.
    pub country: Option<String>,
}

/// The state that handlers share. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The clinic's records.
    pub records: Records,
    /// Who is there.
    pub identity: Identity,
    /// See [`Options`].
    pub options: Arc<Options>,
    /// See [`Service`].
    pub service: Arc<Service>,
    clock: fn() -> Timestamp,
}

impl App {
    /// The state of a server that tells the time by `clock`.
    pub fn new(
        records: Records,
        identity: Identity,
        options: Options,
        clock: fn() -> Timestamp,
    ) -> App {
        App {
            records,
            identity,
            options: Arc::new(options),
            service: Arc::default(),
            clock,
        }
    }

    /// The same for a clinic with these hours and this country.
    pub fn serving(mut self, service: Service) -> App {
        self.service = Arc::new(service);
        self
    }

    /// The moment.
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Whether this is the demo clinic.
    pub fn is_demo(&self) -> bool {
        !self.options.demo.is_empty()
    }
}
