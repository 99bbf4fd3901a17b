//! Whether an account may sign in, and as what. A change ends its sessions and half-done sign-ins.

use crate::actor::Actor;
use crate::error::{IdentityError, Refusal};
use crate::event::SecurityEventKind as Kind;
use crate::identity::{Identity, at};
use crate::membership::fits;
use crate::statements::{
    ACTIVE_OF_ROLE, DEACTIVATE_ACCOUNT, DELETE_CHALLENGES_OF, DELETE_SESSIONS, END_PLACES,
    LOCK_ROLE, REACTIVATE_ACCOUNT, UPDATE_ROLE,
};
use attune_record::db::{DbError, Tx};
use attune_therapy::confidentiality::Role;
use attune_therapy::ids::AccountId;
use jiff::Timestamp;

impl Identity {
    /// Deactivates an account: it cannot sign in, and its sessions end at once.
    pub async fn deactivate(
        &self,
        actor: Actor<'_>,
        id: AccountId,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        actor.require_administrator()?;
        actor.require_step_up(now)?;
        let account = self.account_row(id).await?.account;
        let mut tx = self.db().begin().await?;
        if account.role == Role::Administrator {
            self.refuse_for_last_administrator(&mut tx, id).await?;
        }
        let values = [self.tenant(), id.0.into(), at(now)];
        if tx.execute(DEACTIVATE_ACCOUNT, &values).await? > 0 {
            self.end_everything(&mut tx, id).await?;
            self.note(
                &mut tx,
                Kind::AccountDeactivated,
                Some(id),
                actor.account(),
                now,
            )
            .await?;
        }
        tx.commit().await?;
        self.inner.cache.forget_account(id);
        Ok(())
    }

    /// Lets a deactivated account sign in again.
    pub async fn reactivate(
        &self,
        actor: Actor<'_>,
        id: AccountId,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        actor.require_administrator()?;
        actor.require_step_up(now)?;
        self.account_row(id).await?;
        let mut tx = self.db().begin().await?;
        if tx
            .execute(REACTIVATE_ACCOUNT, &[self.tenant(), id.0.into()])
            .await?
            > 0
        {
            self.note(
                &mut tx,
                Kind::AccountReactivated,
                Some(id),
                actor.account(),
                now,
            )
            .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Changes a role. Sessions end, and places in care teams that the new role cannot have, so that nothing of the
    /// old role is left open. A client stays a client.
    pub async fn change_role(
        &self,
        actor: Actor<'_>,
        id: AccountId,
        role: Role,
        now: Timestamp,
    ) -> Result<(), IdentityError> {
        actor.require_administrator()?;
        actor.require_step_up(now)?;
        let account = self.account_row(id).await?.account;
        if account.role == role {
            return Ok(());
        }
        if account.role == Role::Client || role == Role::Client {
            return Err(Refusal::RoleDoesNotFit.into());
        }
        let mut tx = self.db().begin().await?;
        if account.role == Role::Administrator {
            self.refuse_for_last_administrator(&mut tx, id).await?;
        }
        tx.execute(
            UPDATE_ROLE,
            &[self.tenant(), id.0.into(), role.name().into()],
        )
        .await?;
        for place in Role::ALL.into_iter().filter(|place| !fits(role, *place)) {
            let values = [self.tenant(), id.0.into(), place.name().into(), at(now)];
            tx.execute(END_PLACES, &values).await?;
        }
        self.end_everything(&mut tx, id).await?;
        self.note(&mut tx, Kind::RoleChanged, Some(id), actor.account(), now)
            .await?;
        tx.commit().await?;
        self.inner.cache.forget_account(id);
        Ok(())
    }

    /// Ends what a change of an account's standing must not leave open: sessions and half-done sign-ins.
    pub(crate) async fn end_everything(
        &self,
        tx: &mut Tx,
        id: AccountId,
    ) -> Result<(), IdentityError> {
        tx.execute(DELETE_SESSIONS, &[self.tenant(), id.0.into()])
            .await?;
        tx.execute(DELETE_CHALLENGES_OF, &[self.tenant(), id.0.into()])
            .await?;
        Ok(())
    }

    async fn refuse_for_last_administrator(
        &self,
        tx: &mut Tx,
        id: AccountId,
    ) -> Result<(), IdentityError> {
        let values = [self.tenant(), Role::Administrator.name().into()];
        // Two administrators who deactivate each other at the same moment must wait for one another.
        tx.execute(LOCK_ROLE, &values).await?;
        let active = tx.fetch(ACTIVE_OF_ROLE, &values).await?;
        let ids: Result<Vec<_>, DbError> = active.iter().map(|row| row.uuid(0)).collect();
        if ids? == [id.0] {
            Err(Refusal::LastAdministrator.into())
        } else {
            Ok(())
        }
    }
}
