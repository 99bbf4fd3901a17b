//! What an installation decides about sign-in.

use attune_therapy::confidentiality::Role;
use jiff::SignedDuration;

/// How long a session lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLimits {
    /// Without a request, until the person signs in again.
    pub idle: SignedDuration,
    /// In all, whatever happens.
    pub absolute: SignedDuration,
}

/// What stretching a password costs (Argon2id).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

/// Settings of [`crate::Identity`]; the defaults are those of OWASP and of NIST SP 800-63B-4 (AAL2).
#[derive(Debug, Clone)]
pub struct Config {
    /// The host name that passkeys belong to, for example `attune.example.org`.
    pub rp_id: String,
    /// The origin of the pages, for example `https://attune.example.org`.
    pub origin: String,
    /// Sessions of everybody but clients: 15 minutes idle, 12 hours in all.
    pub staff_sessions: SessionLimits,
    /// Sessions of clients: 30 minutes idle, 30 days in all.
    pub client_sessions: SessionLimits,
    /// How long a proof of who is there counts for dangerous actions: 10 minutes.
    pub step_up: SignedDuration,
    /// What password hashing costs.
    pub hash_cost: HashCost,
}

impl Config {
    /// The defaults for pages served at `origin` (scheme, host and port) with passkeys bound to `rp_id` (host).
    pub fn new(rp_id: impl Into<String>, origin: impl Into<String>) -> Config {
        Config {
            rp_id: rp_id.into(),
            origin: origin.into(),
            staff_sessions: SessionLimits {
                idle: SignedDuration::from_mins(15),
                absolute: SignedDuration::from_hours(12),
            },
            client_sessions: SessionLimits {
                idle: SignedDuration::from_mins(30),
                absolute: SignedDuration::from_hours(30 * 24),
            },
            step_up: SignedDuration::from_mins(10),
            hash_cost: HashCost {
                memory_kib: 19 * 1024,
                passes: 2,
                lanes: 1,
            },
        }
    }

    pub(crate) fn limits(&self, role: Role) -> SessionLimits {
        if role.is_staff() {
            self.staff_sessions
        } else {
            self.client_sessions
        }
    }
}
