//! `POST /sign-in/demo`: one click for each person of the demo clinic. There is no such address anywhere else.

use super::let_in::welcome;
use super::onward::{FIELDS, Onward};
use crate::sent::OpenForm;
use crate::who::Visitor;
use crate::wrong::Wrong;
use attune_identity::Actor;
use axum::response::Response;

/// Signs in as one of them.
pub(super) async fn enter(visitor: Visitor, OpenForm(sent): OpenForm) -> Result<Response, Wrong> {
    sent.only(&[&["account"], &FIELDS[..]].concat())?;
    let demo = &visitor.app.options.demo;
    let chosen = sent.get("account").parse::<usize>().ok();
    let chosen = chosen.and_then(|at| demo.get(at)).ok_or(Wrong::NotFound)?;
    let identity = &visitor.app.identity;
    let accounts = identity.accounts(Actor::Program).await?;
    let account = accounts
        .iter()
        .find(|account| account.sign_in_name == chosen.sign_in)
        .ok_or(Wrong::NotFound)?;
    let signed = identity
        .sign_in_for_demo(Actor::Program, account.id, visitor.arrival(), visitor.now)
        .await?;
    Ok(welcome(&visitor, &signed, &Onward::carried(&sent)))
}

/// Name and role of each; nobody outside the demo.
pub(super) fn people(visitor: &Visitor) -> Vec<(String, String)> {
    let words = visitor.words;
    let demo = visitor.app.options.demo.iter();
    demo.map(|account| {
        let role = words.one_of("role", &account.role).into_owned();
        (account.name.clone(), role)
    })
    .collect()
}
