//! The lists of the team page: the team, invitations, emergency access, and who has looked.

use crate::clinician::desk::Desk;
use crate::clinician::problems::Problems;
use crate::clinician::sheet::FormPart;
use crate::sent::Sent;
use crate::ui::{Act, Cell, Page, Table};
use crate::words::Words;
use crate::wrong::Wrong;
use attune_identity::{InvitationState, TeamMember};
use jiff::Timestamp;

/// Who works with the client, now and before.
pub(super) async fn team(desk: &Desk, team: &[TeamMember], leads: bool) -> Result<Table, Wrong> {
    let words = desk.words();
    let now = desk.who().now();
    let own = desk.who().session.account;
    let names = desk.names(team.iter().map(|one| one.account)).await?;
    let mut members: Vec<&TeamMember> = team.iter().filter(|one| !one.break_glass).collect();
    members.sort_by_key(|one| (!one.holds_at(now), one.role, one.from));
    let rows = members.iter().map(|one| {
        let holds = one.holds_at(now);
        let until = match one.until {
            Some(until) => words.date(desk.day(until)),
            None => String::new(),
        };
        let may_end = holds && (leads || one.account == own);
        let end = if may_end {
            Cell::link(
                words.t("team-end"),
                desk.at(&format!("/team/end/{}", one.id)),
            )
        } else {
            Cell::text("")
        };
        let mut name = Cell::text(names.of(one.account));
        if !holds {
            name = name.tag(words.t("team-former"));
        }
        vec![
            name,
            Cell::text(words.one_of("role", one.role.name())),
            Cell::text(words.date(desk.day(one.from))),
            Cell::text(until),
            end,
        ]
    });
    Ok(Table {
        caption: words.t("team-caption").into_owned(),
        head: ["name", "role", "from", "until", "act"]
            .map(|name| words.one_of("team-column", name).into_owned())
            .to_vec(),
        rows: rows.collect(),
        folds: true,
    })
}

/// An invitation, and the form that takes it back while it is open.
pub(super) struct Invited {
    pub(super) when: String,
    pub(super) state: String,
    pub(super) revoke: Option<FormPart>,
}

pub(super) async fn invitations(
    desk: &Desk,
    page: &Page,
    leads: bool,
) -> Result<Vec<Invited>, Wrong> {
    if !leads {
        return Ok(Vec::new());
    }
    let words = desk.words();
    let who = desk.who();
    let now = who.now();
    let time = |at: Timestamp| words.date_time(at.to_zoned(who.zone()).datetime());
    let all = who
        .app()
        .identity
        .invitations_to((&*who.session).into(), desk.record, now)
        .await?;
    let of = |one: attune_identity::Invitation| {
        let (key, when) = match one.state(now) {
            InvitationState::Open => ("open", one.expires_at),
            InvitationState::Used { on, .. } => ("used", on),
            InvitationState::Expired { on } => ("expired", on),
            InvitationState::Revoked { on } => ("revoked", on),
        };
        let revoke = matches!(one.state(now), InvitationState::Open).then(|| {
            let action = desk.at(&format!("/team/revoke/{}", one.id));
            let (nothing, none) = (Sent::default(), Problems::default());
            FormPart::new(page, action, Vec::new(), &nothing, &none)
                .act(Act::submit(words.t("client-invite-revoke")))
        });
        Invited {
            when: words.t_with(
                "client-invite-made",
                &[("when", time(one.created_at).into())],
            ),
            state: format!(
                "{} {}",
                words.one_of("client-invite-state", key),
                time(when)
            ),
            revoke,
        }
    };
    Ok(all.into_iter().take(10).map(of).collect())
}

/// Emergency access, with the reasons given.
pub(super) async fn emergencies(desk: &Desk) -> Result<Option<Table>, Wrong> {
    let words = desk.words();
    let who = desk.who();
    let events = who
        .app()
        .identity
        .break_glass_events((&*who.session).into(), desk.record, who.now())
        .await;
    let events = match events {
        Ok(events) => events,
        Err(error) if error.refusal().is_some() => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let names = desk.names(events.iter().map(|event| event.account)).await?;
    let rows: Vec<Vec<Cell>> = events
        .iter()
        .map(|event| {
            vec![
                Cell::text(names.of(event.account)),
                Cell::text(words.date_time(event.from.to_zoned(who.zone()).datetime())),
                Cell::text(event.reason.clone()),
            ]
        })
        .collect();
    Ok((!rows.is_empty()).then(|| Table {
        caption: words.t("team-emergency-caption").into_owned(),
        head: ["name", "when", "reason"]
            .map(|name| words.one_of("team-emergency-column", name).into_owned())
            .to_vec(),
        rows,
        folds: true,
    }))
}

/// What was looked at; a page that has no name here is a page of the record.
fn looked_at(words: Words, what: &str) -> String {
    let text = words.one_of("looked", what);
    if text.starts_with("looked-") {
        words.t("looked-page").into_owned()
    } else {
        text.into_owned()
    }
}

/// Who has looked, newest first.
pub(super) async fn readings(desk: &Desk) -> Result<Option<Table>, Wrong> {
    let words = desk.words();
    let who = desk.who();
    let now = who.now();
    let soon = now
        .checked_add(jiff::SignedDuration::from_secs(1))
        .unwrap_or(now);
    let readings = who
        .app()
        .records
        .readings(&desk.reader, desk.record, soon, now)
        .await?;
    let names = desk.names(readings.iter().map(|one| one.account)).await?;
    let rows: Vec<Vec<Cell>> = readings
        .iter()
        .take(50)
        .map(|one| {
            let role = one.role.map_or_else(String::new, |role| {
                words.one_of("role", role.name()).into_owned()
            });
            let mut name = Cell::text(names.of(one.account)).detail(role);
            if one.break_glass {
                name = name.tag(words.t("team-emergency"));
            }
            vec![
                name,
                Cell::text(looked_at(words, &one.what)),
                Cell::text(words.date_time(one.at.to_zoned(who.zone()).datetime())),
            ]
        })
        .collect();
    Ok((!rows.is_empty()).then(|| Table {
        caption: words.t("readings-caption").into_owned(),
        head: ["name", "what", "when"]
            .map(|name| words.one_of("readings-column", name).into_owned())
            .to_vec(),
        rows,
        folds: true,
    }))
}
