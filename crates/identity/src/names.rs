//! The names of accounts, for pages that show who did what.

use crate::error::IdentityError;
use crate::identity::Identity;
use crate::statements::SELECT_NAMES;
use attune_therapy::ids::AccountId;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// So many names a query; shorter lists repeat their last.
const BATCH: usize = 8;
/// A clinic's staff and clients; beyond that the memory is emptied.
const MOST: usize = 100_000;

/// Names that were opened before. A renaming on another node shows when this one is restarted or full.
#[derive(Debug, Default)]
pub(crate) struct NameCache(RwLock<HashMap<AccountId, Arc<str>>>);

impl NameCache {
    pub(crate) fn forget(&self, account: AccountId) {
        self.0
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&account);
    }

    fn find(&self, accounts: &[AccountId]) -> HashMap<AccountId, Arc<str>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        accounts
            .iter()
            .filter_map(|id| Some((*id, known.get(id)?.clone())))
            .collect()
    }

    fn remember(&self, account: AccountId, name: Arc<str>) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(account, name);
    }
}

impl Identity {
    /// The names shown for accounts; ids without account (the program itself, another clinic) are left out.
    pub async fn names(
        &self,
        accounts: &[AccountId],
    ) -> Result<HashMap<AccountId, Arc<str>>, IdentityError> {
        let mut names = self.inner.names.find(accounts);
        let mut missing: Vec<AccountId> = accounts
            .iter()
            .copied()
            .filter(|id| !names.contains_key(id))
            .collect();
        missing.sort_unstable();
        missing.dedup();
        for batch in missing.chunks(BATCH) {
            let mut values = vec![self.tenant()];
            values.extend((0..BATCH).map(|i| batch[i.min(batch.len() - 1)].0.into()));
            for row in self.db().fetch(SELECT_NAMES, &values).await? {
                let id = row.uuid(0)?;
                let name: Arc<str> = self.open("account-name", id, &row.bytes(1)?)?.into();
                self.inner.names.remember(AccountId(id), name.clone());
                names.insert(AccountId(id), name);
            }
        }
        Ok(names)
    }
}
