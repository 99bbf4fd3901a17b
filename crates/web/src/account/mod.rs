//! Signing in and out, one's own account, and the clinic's accounts.

mod accounts;
mod clinic;
mod code;
pub(crate) mod confirm;
mod demo;
mod device;
mod emergency;
mod enrol;
mod events;
mod forgot;
mod invitation;
mod let_in;
mod new_account;
mod next;
pub(crate) mod onward;
mod own;
mod passkey;
pub(crate) mod qr;
mod recovery;
mod reset;
mod set_up;
pub(crate) mod sign_in;
mod sign_out;
mod step;
mod told;
mod zones;

use crate::app::App;
use crate::sent::Sent;
use crate::who::Visitor;
use crate::words::Words;
use crate::wrong::Wrong;
use accounts::{activity, invitations, one, reset_link, role, second_factor};
use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};

/// The addresses of this part.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(first_page))
        .merge(signing_in())
        .merge(own_account())
        .merge(administration())
}

fn signing_in() -> Router<App> {
    Router::new()
        .route("/sign-in", get(sign_in::show).post(sign_in::enter))
        .route("/sign-in/demo", post(demo::enter))
        .route("/sign-in/code", get(code::show).post(code::enter))
        .route("/sign-in/code/passkey", post(passkey::enter_second))
        .route("/sign-in/code/passkey/begin", post(passkey::begin_second))
        .route(
            "/sign-in/recovery",
            get(recovery::show).post(recovery::enter),
        )
        .route("/sign-in/passkey", post(passkey::enter))
        .route("/sign-in/passkey/begin", post(passkey::begin))
        .route("/sign-in/enrol", get(enrol::show).post(enrol::enter))
        .route("/sign-in/enrol/passkey", post(enrol::enter_passkey))
        .route("/sign-in/enrol/passkey/begin", post(enrol::begin_passkey))
        .route("/sign-in/enrol/done", post(enrol::finish))
        .route("/sign-out", post(sign_out::leave))
        .route("/forgot", get(forgot::show).post(forgot::ask))
        .route("/reset/{token}", get(reset::show).post(reset::enter))
        .route(
            "/invitation/{token}",
            get(invitation::show).post(invitation::enter),
        )
        .route("/set-up", get(set_up::hint))
        .route("/set-up/{token}", get(set_up::show).post(set_up::enter))
        .route("/confirm", get(confirm::show).post(confirm::enter))
        .route("/confirm/passkey", post(confirm::enter_passkey))
        .route("/confirm/passkey/begin", post(confirm::begin_passkey))
}

fn own_account() -> Router<App> {
    use own::{devices, events, passkeys, password, recovery_codes, second_factor, totp};
    Router::new()
        .route("/account", get(own::show).post(own::save))
        .route(
            "/account/password",
            get(password::show).post(password::save),
        )
        .route("/account/second-factor", get(second_factor::show))
        .route("/account/totp", get(totp::show).post(totp::save))
        .route("/account/totp/remove", get(totp::ask).post(totp::remove))
        .route("/account/passkeys", post(passkeys::add))
        .route("/account/passkeys/begin", post(passkeys::begin))
        .route(
            "/account/passkeys/{id}",
            get(passkeys::show).post(passkeys::rename),
        )
        .route(
            "/account/passkeys/{id}/remove",
            get(passkeys::ask).post(passkeys::remove),
        )
        .route(
            "/account/recovery-codes",
            get(recovery_codes::ask).post(recovery_codes::renew),
        )
        .route("/account/devices", get(devices::show))
        .route("/account/devices/end-others", post(devices::end_others))
        .route("/account/devices/{id}/end", post(devices::end))
        .route("/account/events", get(events::show))
}

fn administration() -> Router<App> {
    Router::new()
        .route("/accounts", get(accounts::show))
        .route("/accounts/invitations", post(invitations::make))
        .route("/accounts/invitations/new", get(invitations::new))
        .route(
            "/accounts/invitations/{id}/revoke",
            get(invitations::ask).post(invitations::revoke),
        )
        .route("/accounts/{id}", get(one::show))
        .route("/accounts/{id}/role", post(role::change))
        .route(
            "/accounts/{id}/deactivate",
            get(activity::ask_to_deactivate).post(activity::deactivate),
        )
        .route(
            "/accounts/{id}/reactivate",
            get(activity::ask_to_reactivate).post(activity::reactivate),
        )
        .route(
            "/accounts/{id}/reset",
            get(reset_link::ask).post(reset_link::make),
        )
        .route(
            "/accounts/{id}/second-factor",
            get(second_factor::ask).post(second_factor::reset),
        )
        .route("/events", get(events::show))
        .route("/clinic", get(clinic::show).post(clinic::save))
        .route(
            "/clinic/hours",
            get(clinic::hours::show).post(clinic::hours::save),
        )
        .route(
            "/clinic/retention",
            get(clinic::retention::show).post(clinic::retention::save),
        )
        .route(
            "/clinic/hold",
            get(clinic::hold::show).post(clinic::hold::save),
        )
        .route(
            "/clinic/records/{record}/erase",
            get(clinic::erase::ask).post(clinic::erase::erase),
        )
        .route(
            "/emergency/{record}",
            get(emergency::show).post(emergency::open),
        )
}

/// `GET /`: the first page of whoever is there; in a clinic that nobody has set up yet, where to begin.
async fn first_page(visitor: Visitor) -> Result<Response, Wrong> {
    if let Some(session) = visitor.session() {
        return Ok(let_in::see(next::home(session.role)));
    }
    let fresh = !visitor.app.is_demo() && visitor.app.identity.clinic_name().await?.is_none();
    Ok(let_in::see(if fresh { "/set-up" } else { "/sign-in" }))
}

/// What was just done, as the address after a form says it.
fn done(words: Words, asked: &Sent) -> Option<String> {
    const KNOWN: [&str; 17] = [
        "saved",
        "password",
        "totp",
        "totp-removed",
        "passkey",
        "passkey-removed",
        "ended",
        "out",
        "reset",
        "role",
        "deactivated",
        "reactivated",
        "revoked",
        "factor-reset",
        "held",
        "released",
        "erased",
    ];
    let what = asked.get("done");
    KNOWN
        .contains(&what)
        .then(|| words.one_of("done", what).into_owned())
}
