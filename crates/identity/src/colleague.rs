//! Colleagues to choose from.

use crate::account::Account;
use crate::error::{IdentityError, Refusal};
use crate::identity::Identity;
use crate::session::Session;
use crate::statements::LIST_ACCOUNTS_OF_ROLE;
use attune_therapy::confidentiality::Role;
use attune_therapy::ids::AccountId;

/// Somebody to choose from a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// Whose account.
    pub id: AccountId,
    /// The name shown to others.
    pub name: String,
}

impl Identity {
    /// Active accounts of one role, for staff who choose a colleague.
    pub async fn colleagues(
        &self,
        session: &Session,
        role: Role,
    ) -> Result<Vec<Colleague>, IdentityError> {
        if !session.role.is_staff() || !role.is_staff() {
            return Err(Refusal::NotAllowed.into());
        }
        let values = [self.tenant(), role.name().into()];
        let mut colleagues = Vec::new();
        for row in self.db().fetch(LIST_ACCOUNTS_OF_ROLE, &values).await? {
            let Account {
                id,
                name,
                deactivated_at,
                ..
            } = self.account_from(&row)?.account;
            if deactivated_at.is_none() {
                colleagues.push(Colleague { id, name });
            }
        }
        Ok(colleagues)
    }
}
