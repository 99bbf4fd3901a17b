//! Who is asking: extractors for handlers. A handler that takes a [`Clinician`] or a [`ClientHere`] cannot be
//! reached by anybody else.

use crate::app::App;
use crate::words::{Language, Words};
use crate::wrong::Wrong;
use attune_identity::{Arrival, Session, SessionState};
use attune_therapy::ids::RecordId;
use attune_therapy::{Reader, Role};
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use jiff::Timestamp;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// Anybody, signed in or not.
#[derive(Clone)]
pub(crate) struct Visitor {
    /// The app.
    pub app: App,
    /// The visitor's language.
    pub words: Words,
    /// The session that the cookie stands for.
    pub state: SessionState,
    /// The value of the session cookie.
    pub cookie: Option<String>,
    /// The moment of the request.
    pub now: Timestamp,
    /// The network address, for throttling.
    pub address: String,
    /// What the browser calls itself.
    pub user_agent: String,
}

impl Visitor {
    /// Where the visitor arrives from.
    pub(crate) fn arrival(&self) -> Arrival<'_> {
        Arrival {
            address: &self.address,
            user_agent: &self.user_agent,
        }
    }

    /// The zone in which times are shown: that of whoever is signed in, else the clinic's.
    pub(crate) async fn zone(&self) -> Result<jiff::tz::TimeZone, Wrong> {
        let name = match self.session() {
            Some(session) => session.settings.time_zone.clone(),
            None => self.app.identity.clinic_time_zone().await?,
        };
        Ok(jiff::tz::TimeZone::get(&name).unwrap_or(jiff::tz::TimeZone::UTC))
    }

    /// The session, if somebody is signed in.
    pub(crate) fn session(&self) -> Option<Arc<Session>> {
        match &self.state {
            SessionState::Live(session) => Some(Arc::clone(session)),
            _ => None,
        }
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Wrong;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Visitor, Wrong> {
        let now = app.now();
        let cookie = session_cookie(app, &parts.headers);
        let state = match &cookie {
            Some(cookie) => app.identity.session(cookie, now).await?,
            None => SessionState::Unknown,
        };
        let preferred = asked_language(parts).or_else(|| match &state {
            SessionState::Live(session) => Language::from_tag(session.settings.locale.code()),
            _ => cookie_value(&parts.headers, "language").and_then(|tag| Language::from_tag(&tag)),
        });
        let text = |name: header::HeaderName| {
            parts
                .headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
                .to_owned()
        };
        let accepted = text(header::ACCEPT_LANGUAGE);
        let language = Language::negotiate(preferred, Some(&accepted));
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|ConnectInfo(address)| address.ip());
        let address = visitor_address(peer, &parts.headers, &app.options.proxies);
        Ok(Visitor {
            app: app.clone(),
            words: Words::new(language),
            state,
            cookie,
            now,
            address,
            user_agent: text(header::USER_AGENT),
        })
    }
}

/// Where a visitor arrives from, for throttling. A header could say anything, so it is believed only of the proxies
/// that the operator named: the nearest address that is not one of them is the visitor's.
fn visitor_address(peer: Option<IpAddr>, headers: &HeaderMap, proxies: &[IpAddr]) -> String {
    let Some(peer) = peer else {
        return "unknown".to_owned();
    };
    if !proxies.contains(&peer) {
        return peer.to_string();
    }
    let lines = headers.get_all("x-forwarded-for").iter();
    let passed: Vec<IpAddr> = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .filter_map(|address| address.trim().parse().ok())
        .collect();
    let visitor = passed
        .iter()
        .rev()
        .find(|address| !proxies.contains(address));
    visitor.copied().unwrap_or(peer).to_string()
}

/// `?language=es-419` on any page chooses a language for that page.
fn asked_language(parts: &Parts) -> Option<Language> {
    let query = parts.uri.query()?;
    let tag = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("language="))?;
    Language::from_tag(tag)
}

/// The name of the session cookie. The prefix makes browsers refuse it from anywhere but this host over https.
pub(crate) fn session_cookie_name(app: &App) -> &'static str {
    if app.options.https {
        "__Host-attune"
    } else {
        "attune"
    }
}

fn session_cookie(app: &App, headers: &HeaderMap) -> Option<String> {
    cookie_value(headers, session_cookie_name(app))
}

/// The value of a cookie.
pub(crate) fn cookie_value(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut pairs = all
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

/// Somebody who is signed in.
#[derive(Clone)]
pub(crate) struct Who {
    /// The visitor.
    pub visitor: Visitor,
    /// The session.
    pub session: Arc<Session>,
    /// What the record is asked with.
    pub reader: Reader,
}

impl Who {
    /// The app.
    pub(crate) fn app(&self) -> &App {
        &self.visitor.app
    }

    /// The visitor's language.
    pub(crate) fn words(&self) -> Words {
        self.visitor.words
    }

    /// The moment of the request.
    pub(crate) fn now(&self) -> Timestamp {
        self.visitor.now
    }

    /// The day in the reader's own time zone.
    pub(crate) fn today(&self) -> jiff::civil::Date {
        self.now().to_zoned(self.zone()).date()
    }

    /// The reader's own time zone.
    pub(crate) fn zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::get(&self.session.settings.time_zone).unwrap_or(jiff::tz::TimeZone::UTC)
    }
}

impl FromRequestParts<App> for Who {
    type Rejection = Wrong;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Who, Wrong> {
        let visitor = Visitor::from_request_parts(parts, app).await?;
        let session = visitor.session().ok_or(Wrong::SignIn)?;
        // Emergency access opens the one record that the address names, and the access log says so.
        let reader = match record_in(parts.uri.path()) {
            Some(record) => app.identity.reader_in(&session, record, visitor.now),
            None => app.identity.reader(&session),
        };
        Ok(Who {
            visitor,
            session,
            reader,
        })
    }
}

/// The record that an address is about: `/clients/{record}/…`.
fn record_in(path: &str) -> Option<RecordId> {
    let rest = path.strip_prefix("/api").unwrap_or(path);
    let rest = rest.strip_prefix("/clients/")?;
    rest.split('/').next()?.parse().ok()
}

/// Somebody who works with clients.
#[derive(Clone)]
pub(crate) struct Clinician(pub Who);

impl FromRequestParts<App> for Clinician {
    type Rejection = Wrong;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Clinician, Wrong> {
        let who = Who::from_request_parts(parts, app).await?;
        let clinical = [
            Role::Therapist,
            Role::Facilitator,
            Role::Supervisor,
            Role::Staff,
        ];
        if clinical.contains(&who.session.role) {
            Ok(Clinician(who))
        } else {
            Err(Wrong::NotFound)
        }
    }
}

/// Somebody who runs the clinic's accounts.
#[derive(Clone)]
pub(crate) struct Administrator(pub Who);

impl FromRequestParts<App> for Administrator {
    type Rejection = Wrong;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Administrator, Wrong> {
        let who = Who::from_request_parts(parts, app).await?;
        if who.session.role == Role::Administrator {
            Ok(Administrator(who))
        } else {
            Err(Wrong::NotFound)
        }
    }
}

/// A client, with their own record.
#[derive(Clone)]
pub(crate) struct ClientHere {
    /// Who.
    pub who: Who,
    /// The record of which they are the subject.
    pub record: RecordId,
}

impl FromRequestParts<App> for ClientHere {
    type Rejection = Wrong;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<ClientHere, Wrong> {
        let who = Who::from_request_parts(parts, app).await?;
        if who.session.role != Role::Client {
            return Err(Wrong::NotFound);
        }
        let now = who.now();
        let mut records = who
            .reader
            .records(now)
            .filter(|r| who.reader.role_in(*r, now) == Some(Role::Client));
        let record = records.next().ok_or(Wrong::NotFound)?;
        drop(records);
        Ok(ClientHere { who, record })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_a_proxy_that_the_operator_named_is_believed_about_an_address() {
        let mut headers = HeaderMap::new();
        headers.insert(
            "x-forwarded-for",
            "203.0.113.9, 198.51.100.7, 10.0.0.2".parse().unwrap(),
        );
        let proxy: IpAddr = "10.0.0.1".parse().unwrap();
        let inner: IpAddr = "10.0.0.2".parse().unwrap();
        let from = |proxies: &[IpAddr]| visitor_address(Some(proxy), &headers, proxies);
        assert_eq!(from(&[]), "10.0.0.1");
        assert_eq!(from(&[proxy]), "10.0.0.2");
        assert_eq!(
            from(&[proxy, inner]),
            "198.51.100.7",
            "what a visitor wrote before it is not believed"
        );
        assert_eq!(
            visitor_address(Some(proxy), &HeaderMap::new(), &[proxy]),
            "10.0.0.1"
        );
    }
}
