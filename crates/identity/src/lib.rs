//! Who is there: accounts, passwords, second factors, sign-in sessions, care teams.
//!
//! [`Identity`] is the one door. It answers who presents a session cookie ([`Identity::session`]) and makes the
//! [`Reader`](attune_therapy::confidentiality::Reader) that every call to the record asks for first.
//!
//! Invariant: names, sign-in names, password hashes, secrets of second factors and device names are sealed;
//! sign-in names are found by a keyed hash; of links and cookies only a SHA-256 is stored.

mod account;
mod actor;
mod break_glass;
mod cache;
mod challenge;
mod colleague;
mod common_passwords;
mod config;
mod device;
mod error;
mod event;
mod factor;
mod hasher;
mod identity;
mod invitation;
mod membership;
mod names;
mod passkey;
mod password;
mod password_change;
mod reader;
mod recovery;
mod reset;
mod schema;
mod secret;
mod session;
mod session_list;
mod settings;
mod setup;
mod sign_in;
mod standing;
pub mod statements;
mod step_up;
mod throttle;
mod totp;

pub use account::{Account, NewAccount};
pub use actor::Actor;
pub use break_glass::{BREAK_GLASS_HOURS, BreakGlass};
pub use colleague::Colleague;
pub use config::{Config, HashCost, SessionLimits};
pub use device::{Arrival, device_name};
pub use error::{IdentityError, Refusal};
pub use event::{SecurityEvent, SecurityEventKind};
pub use factor::{FactorHolder, FactorKind, SecondFactors};
pub use identity::Identity;
pub use invitation::{AcceptInvitation, Invitation, InvitationState, InviteTo, NewInvitation};
pub use membership::TeamMember;
pub use passkey::{PasskeyCeremony, PasskeyInfo};
pub use password::{LONGEST_PASSWORD, SHORTEST_ALONE, SHORTEST_WITH_SECOND_FACTOR};
pub use recovery::RecoveryCodes;
pub use reset::ResetLink;
pub use schema::MIGRATIONS;
pub use secret::SecretToken;
pub use session::{Session, SessionState, SignedIn};
pub use session_list::SessionInfo;
pub use settings::{AccountSettings, Locale, TextSize, Theme};
pub use setup::CompleteSetup;
pub use sign_in::{Pending, PendingStage, SignIn};
pub use totp::TotpEnrolment;
