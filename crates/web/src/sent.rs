//! What a form sent: checked for its origin, its size and its bytes before a handler sees it.

use crate::app::App;
use crate::who::{Visitor, session_cookie_name};
use crate::wrong::Wrong;
use attune_therapy::ids::Token;
use attune_therapy::text::{Text, TextProblem};
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use uuid::Uuid;

/// The most that one form may send, in bytes.
pub(crate) const LARGEST_FORM: usize = 1024 * 1024;

/// The fields of a form, in the order in which they were sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sent {
    fields: Vec<(String, String)>,
}

impl Sent {
    /// The same with a field that is filled in unless something was sent for it.
    pub(crate) fn or(mut self, name: &str, value: impl Into<String>) -> Sent {
        if !self.has(name) {
            self.fields.push((name.to_owned(), value.into()));
        }
        self
    }

    /// Fields as a form would send them, to fill a page with what is stored.
    pub(crate) fn of<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Sent {
        let fields = fields.into_iter();
        Sent {
            fields: fields
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        }
    }

    /// What was typed into a field, trimmed of nothing; empty if it was not sent.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.fields
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value)
    }

    /// Whether a field was sent at all.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(key, _)| key == name)
    }

    /// Every value of a field that may be sent several times.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Every field but the form's own.
    pub(crate) fn typed(&self) -> impl Iterator<Item = (&str, &str)> {
        let own = ["form_token", "token"];
        let typed = self
            .fields
            .iter()
            .filter(move |(key, _)| !own.contains(&key.as_str()));
        typed.map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// Refuses fields that the form does not have.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), Wrong> {
        match self.typed().find(|(name, _)| !known.contains(name)) {
            // A field's name could hold anything; it is not repeated.
            Some(_) => Err(Wrong::BadRequest("unknown-field".to_owned())),
            None => Ok(()),
        }
    }

    /// The form's token: the same form sent twice is one entry.
    pub(crate) fn token(&self) -> Token {
        Token(Uuid::parse_str(self.get("token")).unwrap_or_else(|_| Uuid::now_v7()))
    }

    /// What was typed into a field as text of at most `most` characters.
    pub(crate) fn text(&self, name: &str, most: usize) -> Result<Text, TextProblem> {
        Text::parse_up_to(self.get(name), most)
    }

    /// Reads fields as a form or the part of an address after its question mark writes them.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Sent, Wrong> {
        let mut fields = Vec::new();
        for pair in bytes
            .split(|byte| *byte == b'&')
            .filter(|pair| !pair.is_empty())
        {
            let at = pair
                .iter()
                .position(|byte| *byte == b'=')
                .unwrap_or(pair.len());
            let (name, value) = (&pair[..at], pair.get(at + 1..).unwrap_or_default());
            fields.push((decode(name)?, decode(value)?));
        }
        Ok(Sent { fields })
    }
}

fn decode(bytes: &[u8]) -> Result<String, Wrong> {
    let hex = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let mut plain = Vec::with_capacity(bytes.len());
    let mut rest = bytes.iter();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => plain.push(b' '),
            b'%' => {
                let (high, low) = (hex(rest.next()), hex(rest.next()));
                let (Some(high), Some(low)) = (high, low) else {
                    return Err(not_text());
                };
                plain.push(u8::try_from(high * 16 + low).map_err(|_| not_text())?);
            }
            byte => plain.push(*byte),
        }
    }
    String::from_utf8(plain).map_err(|_| not_text())
}

fn not_text() -> Wrong {
    Wrong::BadRequest("not-text".to_owned())
}

/// A form that was sent by whoever is signed in (or by nobody, on pages for visitors), from one of our pages.
///
/// Visitors that are not signed in have no session to bind a token to; their forms rest on the check of the
/// request's origin alone (see [`crate::guard`]).
#[derive(Debug, Clone)]
pub(crate) struct Form(pub Sent);

impl FromRequest<App> for Form {
    type Rejection = Wrong;

    async fn from_request(request: Request, app: &App) -> Result<Form, Wrong> {
        let (mut parts, body) = request.into_parts();
        if !is_form(&parts.headers) {
            return Err(Wrong::BadRequest("not-a-form".to_owned()));
        }
        let visitor = Visitor::from_request_parts(&mut parts, app).await?;
        let bytes = read(Request::from_parts(parts, body), app).await?;
        let sent = Sent::parse(&bytes)?;
        if let Some(session) = visitor.session()
            && !session.accepts_form_token(sent.get("form_token"))
        {
            return Err(Wrong::NotFromHere);
        }
        Ok(Form(sent))
    }
}

/// A form of a page for visitors: signing in, a link that was received. It carries no proof of a session, because
/// there may be none yet, or there may be one since in another tab; the check of the request's origin stands.
#[derive(Debug, Clone)]
pub(crate) struct OpenForm(pub Sent);

impl FromRequest<App> for OpenForm {
    type Rejection = Wrong;

    async fn from_request(request: Request, app: &App) -> Result<OpenForm, Wrong> {
        if !is_form(request.headers()) {
            return Err(Wrong::BadRequest("not-a-form".to_owned()));
        }
        let bytes = read(request, app).await?;
        Ok(OpenForm(Sent::parse(&bytes)?))
    }
}

/// What the address asks for after its question mark.
#[derive(Debug, Clone)]
pub(crate) struct Asked(pub Sent);

impl FromRequestParts<App> for Asked {
    type Rejection = Wrong;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Asked, Wrong> {
        let query = parts.uri.query().unwrap_or_default();
        Ok(Asked(Sent::parse(query.as_bytes())?))
    }
}

/// Whether a request brings the fields of a form.
pub(crate) fn is_form(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
}

async fn read(request: Request, app: &App) -> Result<Bytes, Wrong> {
    let bytes = Bytes::from_request(request, app).await.map_err(|error| {
        if error.into_response_status() == 413 {
            Wrong::TooLarge
        } else {
            Wrong::BadRequest("cut-off".to_owned())
        }
    })?;
    if bytes.len() > LARGEST_FORM {
        Err(Wrong::TooLarge)
    } else {
        Ok(bytes)
    }
}

trait StatusOf {
    fn into_response_status(self) -> u16;
}

impl<T: axum::response::IntoResponse> StatusOf for T {
    fn into_response_status(self) -> u16 {
        self.into_response().status().as_u16()
    }
}

/// JSON that a script of ours sent; carries the form token in the header `X-Form-Token`.
#[derive(Debug, Clone)]
pub(crate) struct Json<T>(pub T);

impl<T: serde::de::DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Wrong;

    async fn from_request(request: Request, app: &App) -> Result<Json<T>, Wrong> {
        let kind = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        if !kind.is_some_and(|kind| kind.starts_with("application/json")) {
            return Err(Wrong::BadRequest("not-json".to_owned()));
        }
        let bytes = read(request, app).await?;
        match serde_json::from_slice(&bytes) {
            Ok(value) => Ok(Json(value)),
            // The message of the parser may repeat what was sent.
            Err(error) => Err(Wrong::BadRequest(format!(
                "json:{}:{}",
                error.line(),
                error.column()
            ))),
        }
    }
}

/// The header that sets the session cookie.
pub(crate) fn session_cookie_header(app: &App, value: &str) -> String {
    let secure = if app.options.https { "; Secure" } else { "" };
    format!(
        "{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}",
        session_cookie_name(app)
    )
}

/// The header that removes the session cookie.
pub(crate) fn no_session_cookie_header(app: &App) -> String {
    let secure = if app.options.https { "; Secure" } else { "" };
    format!(
        "{}=; Path=/; HttpOnly; SameSite=Lax{secure}; Max-Age=0",
        session_cookie_name(app)
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_form_is_read_with_its_accents_and_several_values() {
        let sent = Sent::parse(b"name=Ana+Mar%C3%ADa&who=a&who=b&empty=").unwrap();
        assert_eq!(sent.get("name"), "Ana María");
        assert_eq!(sent.all("who").collect::<Vec<_>>(), ["a", "b"]);
        assert!(sent.has("empty") && !sent.has("other"));
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        for body in [&b"name=%ff"[..], b"name=%4", b"name=%zz", b"\xff=1"] {
            assert!(
                matches!(Sent::parse(body), Err(Wrong::BadRequest(_))),
                "{body:?}"
            );
        }
    }

    #[test]
    fn fields_that_the_form_does_not_have_are_refused() {
        let sent = Sent::parse(b"name=Ana&role=administrator&form_token=x&token=y").unwrap();
        assert!(sent.only(&["name", "role"]).is_ok());
        assert!(sent.only(&["name"]).is_err());
    }
}
