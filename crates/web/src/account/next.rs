//! Where one goes after signing in.

use attune_therapy::Role;

/// The first page of a role.
pub(crate) fn home(role: Role) -> &'static str {
    match role {
        Role::Client => "/today",
        Role::Therapist | Role::Facilitator | Role::Supervisor | Role::Staff => "/caseload",
        Role::Administrator => "/accounts",
        Role::ServiceLead | Role::Researcher => "/account",
    }
}

/// The address, if it is one of our own pages and can be gone back to. What begins with two slashes, or with one
/// and a backslash, browsers take for another host.
pub(crate) fn local(address: &str) -> Option<&str> {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let own = address.starts_with('/') && !address.starts_with("//") && address.len() <= 2000;
    let plain = address.chars().all(|c| !c.is_control() && c != '\\');
    let leads_back = !["/sign-in", "/sign-out", "/confirm"]
        .iter()
        .any(|door| path == *door || path.starts_with(&format!("{door}/")));
    (own && plain && leads_back).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_ours_are_gone_back_to() {
        for address in ["/", "/clients/1/notes?x=1#y", "/accounts", "/sign-inside"] {
            assert_eq!(local(address), Some(address));
        }
        for address in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "caseload",
            "/a\r\nSet-Cookie: x",
            "/sign-in",
            "/sign-in/code?next=/",
            "/sign-out",
            "/confirm?next=/",
        ] {
            assert_eq!(local(address), None, "{address:?}");
        }
        assert_eq!(local(&format!("/{}", "x".repeat(2001))), None);
    }
}
