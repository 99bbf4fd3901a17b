//! Who may see what. The one place where confidentiality is decided.
//!
//! Invariant: no page, export or message decides what may be seen; all are handed what [`Reader::may_read`]
//! lets through, and nothing else.

use crate::entry::Entry;
use crate::ids::{AccountId, ClinicId, RecordId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, LazyLock};

/// Part of a record with its own readers and its own keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Compartment {
    /// Appointments, contacts, consents.
    Administrative,
    /// Sessions, measures, diagnosis, plan: the treatment record.
    Progress,
    /// The therapist's own analysis of conversations, structurally apart.
    Process,
    /// What therapist and client work on together.
    Shared,
    /// The client's own, until shared.
    ClientPrivate,
    /// Safeguarding and violence: never on a phone, never implied.
    Restricted,
}

impl Compartment {
    /// All six, in the order in which they are stored.
    pub const ALL: [Compartment; 6] = [
        Compartment::Administrative,
        Compartment::Progress,
        Compartment::Process,
        Compartment::Shared,
        Compartment::ClientPrivate,
        Compartment::Restricted,
    ];

    /// A stable number for storage.
    pub fn number(self) -> i64 {
        match self {
            Compartment::Administrative => 0,
            Compartment::Progress => 1,
            Compartment::Process => 2,
            Compartment::Shared => 3,
            Compartment::ClientPrivate => 4,
            Compartment::Restricted => 5,
        }
    }

    /// The compartment of a stored number.
    pub fn from_number(number: i64) -> Option<Compartment> {
        usize::try_from(number)
            .ok()
            .and_then(|n| Compartment::ALL.get(n).copied())
    }
}

/// In which capacity somebody acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The person in therapy.
    Client,
    /// Treats clients.
    Therapist,
    /// Delivers IPT under supervision without being a therapist.
    Facilitator,
    /// Front desk: appointments and contacts.
    Staff,
    /// Supervises cases.
    Supervisor,
    /// Runs the clinic's accounts; reads no record.
    Administrator,
    /// Reads aggregates of the service; reads no record.
    ServiceLead,
    /// Reads consented, de-identified exports; reads no record.
    Researcher,
}

impl Role {
    /// All roles that ship.
    pub const ALL: [Role; 8] = [
        Role::Client,
        Role::Therapist,
        Role::Facilitator,
        Role::Staff,
        Role::Supervisor,
        Role::Administrator,
        Role::ServiceLead,
        Role::Researcher,
    ];

    /// The name used in files and tables.
    pub fn name(self) -> &'static str {
        match self {
            Role::Client => "client",
            Role::Therapist => "therapist",
            Role::Facilitator => "facilitator",
            Role::Staff => "staff",
            Role::Supervisor => "supervisor",
            Role::Administrator => "administrator",
            Role::ServiceLead => "service-lead",
            Role::Researcher => "researcher",
        }
    }

    /// The role of a name.
    pub fn from_name(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Everybody but the client.
    pub fn is_staff(self) -> bool {
        self != Role::Client
    }
}

/// How far a grant reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Scope {
    Own,
    Team,
    Author,
}

#[derive(Debug, Deserialize)]
struct Grant {
    compartment: Compartment,
    read: Option<Scope>,
    write: Option<Scope>,
    #[serde(default)]
    kinds: Vec<String>,
}

impl Grant {
    fn covers(&self, compartment: Compartment, kind: &str) -> bool {
        let kind_matches = |pattern: &String| match pattern.strip_suffix('*') {
            Some(noun) => kind.starts_with(noun),
            None => kind == pattern,
        };
        self.compartment == compartment
            && (self.kinds.is_empty() || self.kinds.iter().any(kind_matches))
    }
}

#[derive(Debug, Deserialize)]
struct RoleGrants {
    id: Role,
    grants: Vec<Grant>,
}

#[derive(Debug, Deserialize)]
struct RoleFile {
    role: Vec<RoleGrants>,
}

static ROLES: LazyLock<RoleFile> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../content/rules/roles.toml"))
        .expect("content/rules/roles.toml is part of the program and a test parses it")
});

fn grants(role: Role) -> &'static [Grant] {
    let found = ROLES.role.iter().find(|grants| grants.id == role);
    found.map_or(&[], |grants| &grants.grants)
}

/// That somebody belongs to a record's care team, or is its subject, for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// The record.
    pub record: RecordId,
    /// In which capacity.
    pub role: Role,
    /// Since when.
    pub from: Timestamp,
    /// Until when, if it ended or will end.
    pub until: Option<Timestamp>,
}

impl Membership {
    fn holds_at(&self, at: Timestamp) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }
}

/// Why somebody reads; kept in the access log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Treatment, or one's own record.
    Care,
    /// Emergency access with a stated reason.
    BreakGlass,
    /// The program's own work: reminders, projections, checks.
    Background,
}

/// Somebody who asks to read or write. Who is asking is the first argument of every call to the record.
#[derive(Debug, Clone)]
pub struct Reader {
    clinic: ClinicId,
    account: AccountId,
    role: Role,
    purpose: Purpose,
    memberships: Arc<[Membership]>,
}

impl Reader {
    /// Makes a reader. Only the `identity` crate calls this, from a live session, token or capability; a test
    /// over the sources holds it to that.
    pub fn vouched(
        clinic: ClinicId,
        account: AccountId,
        role: Role,
        purpose: Purpose,
        memberships: Arc<[Membership]>,
    ) -> Reader {
        Reader {
            clinic,
            account,
            role,
            purpose,
            memberships,
        }
    }

    /// The clinic in which this reader acts.
    pub fn clinic(&self) -> ClinicId {
        self.clinic
    }

    /// Whose account.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// In which role.
    pub fn role(&self) -> Role {
        self.role
    }

    /// Why.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// The records that this reader is the subject of or works with at `at`.
    pub fn records(&self, at: Timestamp) -> impl Iterator<Item = RecordId> + '_ {
        self.memberships
            .iter()
            .filter(move |m| m.holds_at(at))
            .map(|m| m.record)
    }

    /// Whether the record exists at all as far as this reader is concerned.
    pub fn knows(&self, record: RecordId, at: Timestamp) -> bool {
        self.role_in(record, at).is_some()
    }

    /// Whether an entry of `record` may be handed to this reader.
    pub fn may_read(&self, record: RecordId, entry: &Entry, at: Timestamp) -> bool {
        let Some(role) = self.role_in(record, at) else {
            return false;
        };
        let covering = grants(role)
            .iter()
            .filter(|grant| grant.covers(entry.compartment, entry.fact.kind()));
        covering
            .filter_map(|grant| grant.read)
            .any(|scope| match scope {
                Scope::Own | Scope::Team => true,
                Scope::Author => entry.author.account == self.account,
            })
    }

    /// Whether this reader may enter something of `kind` into a compartment of `record`.
    pub fn may_write(
        &self,
        record: RecordId,
        compartment: Compartment,
        kind: &str,
        at: Timestamp,
    ) -> bool {
        let Some(role) = self.role_in(record, at) else {
            return false;
        };
        grants(role)
            .iter()
            .any(|grant| grant.write.is_some() && grant.covers(compartment, kind))
    }

    /// What distinguishes one reader's view of `record` from another's: readers with equal scopes see the same.
    pub fn view_scope(&self, record: RecordId, at: Timestamp) -> Option<ViewScope> {
        let role = self.role_in(record, at)?;
        let personal = grants(role)
            .iter()
            .any(|grant| grant.read == Some(Scope::Author));
        Some(ViewScope {
            role,
            author: personal.then_some(self.account),
        })
    }

    /// The role in which this reader meets `record` at `at`, if in any.
    pub fn role_in(&self, record: RecordId, at: Timestamp) -> Option<Role> {
        self.memberships
            .iter()
            .find(|m| m.record == record && m.holds_at(at))
            .map(|m| m.role)
    }
}

/// See [`Reader::view_scope`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ViewScope {
    role: Role,
    author: Option<AccountId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_roles_parses_and_names_every_role_once() {
        for role in Role::ALL {
            assert_eq!(
                ROLES.role.iter().filter(|grants| grants.id == role).count(),
                1,
                "{role:?}"
            );
            assert_eq!(Role::from_name(role.name()), Some(role));
        }
    }

    #[test]
    fn no_role_but_the_client_reads_what_is_client_private() {
        for role in Role::ALL.into_iter().filter(|role| role.is_staff()) {
            let reads = grants(role)
                .iter()
                .any(|g| g.compartment == Compartment::ClientPrivate);
            assert!(!reads, "{role:?}");
        }
    }

    #[test]
    fn a_kind_pattern_covers_the_noun_only() {
        let grant = Grant {
            compartment: Compartment::Progress,
            read: Some(Scope::Own),
            write: None,
            kinds: vec!["measure.*".into()],
        };
        assert!(grant.covers(Compartment::Progress, "measure.completed"));
        assert!(!grant.covers(Compartment::Progress, "note.signed"));
        assert!(!grant.covers(Compartment::Process, "measure.completed"));
    }
}
