//! Sentences that several of a client's pages say: who reads, and when nobody does.

use crate::hours::{ServiceHours, Staffed};
use crate::who::{ClientHere, Who};
use crate::words::Words;
use crate::wrong::Wrong;
use attune_identity::Actor;
use attune_therapy::Role;
use attune_therapy::ids::AccountId;
use jiff::Zoned;

/// Says when nobody reads what is entered here, in the reader's own time.
pub(super) async fn read_line(who: &Who) -> String {
    let words = who.words();
    match hours(who).await.at(who.now()) {
        Staffed::Until(until) => {
            let until = until.with_time_zone(who.zone());
            words.t_with(
                "client-read-today",
                &[("time", words.time(until.time()).into())],
            )
        }
        Staffed::From(from) => not_before(words, &from.with_time_zone(who.zone()), who),
        Staffed::Never => words.t("client-read-never").into_owned(),
    }
}

/// The clinic's hours; those of the installation where the clinic's own cannot be read.
async fn hours(who: &Who) -> ServiceHours {
    let app = who.app();
    let hours = &app.service.hours;
    match (
        app.records.settings().await,
        app.identity.clinic_time_zone().await,
    ) {
        (Ok(settings), Ok(zone)) => hours.set_by(&settings, zone),
        _ => hours.clone(),
    }
}

fn not_before(words: Words, from: &Zoned, who: &Who) -> String {
    let (today, day) = (who.today(), from.date());
    let time = words.time(from.time());
    if day == today {
        words.t_with("client-read-later", &[("time", time.into())])
    } else if today.tomorrow().is_ok_and(|tomorrow| day == tomorrow) {
        words.t_with("client-read-tomorrow", &[("time", time.into())])
    } else {
        let day = words.near_date(day, today);
        words.t_with(
            "client-read-day",
            &[("day", day.into()), ("time", time.into())],
        )
    }
}

/// The sentence of `key` about those who treat this client; none while nobody does.
pub(super) async fn readers(here: &ClientHere, key: &str) -> Result<Option<String>, Wrong> {
    let names = therapists(here).await?;
    let words = here.who.words();
    Ok(and(words, &names).map(|names| words.t_with(key, &[("names", names.into())])))
}

/// The names of those who treat this client now.
pub(super) async fn therapists(here: &ClientHere) -> Result<Vec<String>, Wrong> {
    let who = &here.who;
    let actor = Actor::from(&*who.session);
    let team = who
        .app()
        .identity
        .team(actor, here.record, who.now())
        .await?;
    let treats = |role: Role| matches!(role, Role::Therapist | Role::Facilitator);
    let ids: Vec<AccountId> = team
        .iter()
        .filter(|member| !member.break_glass && treats(member.role) && member.holds_at(who.now()))
        .map(|member| member.account)
        .collect();
    let known = who.app().identity.names(&ids).await?;
    let mut names: Vec<String> = ids
        .iter()
        .filter_map(|id| known.get(id))
        .map(|name| name.to_string())
        .collect();
    names.dedup();
    Ok(names)
}

/// "Ana", "Ana and Luis", "Ana, Luis and Eva".
pub(super) fn and(words: Words, names: &[String]) -> Option<String> {
    let (last, first) = names.split_last()?;
    if first.is_empty() {
        return Some(last.clone());
    }
    let first = first.join(", ");
    Some(words.t_with(
        "client-and",
        &[("first", first.into()), ("last", last.clone().into())],
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_joined_as_one_says_them() {
        let join = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            and(Words::default(), &names)
        };
        assert_eq!(join(&[]), None);
        assert_eq!(join(&["Ana"]).as_deref(), Some("Ana"));
        assert_eq!(
            join(&["Ana", "Luis", "Eva"]).as_deref(),
            Some("Ana, Luis and Eva")
        );
    }
}
