//! Protocols: how a course goes, as a file that a clinician can read and edit.

use serde::Deserialize;
use std::collections::BTreeMap;

/// A protocol in one version.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Protocol {
    /// Stable name.
    pub id: String,
    /// Version; a course pins one.
    pub version: String,
    /// Family: IPT, IPC, IPSRT, prevention, maintenance.
    pub family: String,
    /// Title by language.
    pub title: BTreeMap<String, String>,
    /// How many sessions and how long.
    pub sessions: Sessions,
    /// Phases in order.
    pub phases: Vec<Phase>,
    /// What is measured and when.
    pub measures: Vec<Scheduled>,
    /// Sessions that remain (the next one counted) when the ending is raised.
    pub ending_notice_sessions: Option<u16>,
    /// Evidence grade and sources.
    pub evidence: Evidence,
    /// The file that it was read from: what is pinned, by hash, when a course first uses this version.
    #[serde(skip)]
    pub source_text: String,
}

/// Session numbers of a protocol.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sessions {
    /// Fewest.
    pub min: u16,
    /// As proposed.
    pub default: u16,
    /// Most.
    pub max: u16,
    /// Minutes of one session.
    pub minutes: u16,
    /// Weeks within which the course should end.
    pub max_weeks: u16,
}

/// Name of a phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PhaseId {
    /// Assessment, inventory, formulation, contract.
    Initial,
    /// Work on the focus.
    Middle,
    /// Ending.
    Termination,
}

impl PhaseId {
    /// The name used in message keys.
    pub fn name(self) -> &'static str {
        match self {
            PhaseId::Initial => "initial",
            PhaseId::Middle => "middle",
            PhaseId::Termination => "termination",
        }
    }
}

/// A phase: a range of sessions in a course of default length.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// Which.
    pub id: PhaseId,
    /// First session.
    pub from: u16,
    /// Last session.
    pub to: u16,
}

/// A measure that a protocol asks for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheduled {
    /// Which questionnaire.
    pub instrument: String,
    /// When.
    pub when: When,
    /// The main measure of the course.
    #[serde(default)]
    pub primary: bool,
}

/// When a measure is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// Before every session.
    EachSession,
    /// Before the first session only.
    FirstSession,
}

/// What the evidence is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Our grade: A several trials, B one sound trial, C pilot or mixed, D negative or very weak.
    pub grade: char,
    /// Sources.
    pub citations: Vec<String>,
}

/// What is wrong with a protocol file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProtocolProblem {
    /// Which file.
    pub file: String,
    /// Line, from 1; 0 when it concerns the whole file.
    pub line: usize,
    /// What is wrong and what to do.
    pub message: String,
}

impl std::fmt::Display for ProtocolProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

impl Protocol {
    /// Reads and checks a file.
    pub fn parse(file: &str, text: &str) -> Result<Protocol, Vec<ProtocolProblem>> {
        let mut protocol: Protocol = toml::from_str(text).map_err(|error| {
            let at = error
                .span()
                .map_or(0, |span| text[..span.start].lines().count().max(1));
            vec![ProtocolProblem {
                file: file.to_owned(),
                line: at,
                message: error.message().to_owned(),
            }]
        })?;
        let problems: Vec<_> = protocol
            .problems()
            .into_iter()
            .map(|(word, message)| {
                let line = text
                    .lines()
                    .position(|line| line.contains(word))
                    .map_or(0, |at| at + 1);
                ProtocolProblem {
                    file: file.to_owned(),
                    line,
                    message,
                }
            })
            .collect();
        if problems.is_empty() {
            protocol.source_text = text.to_owned();
            Ok(protocol)
        } else {
            Err(problems)
        }
    }

    fn problems(&self) -> Vec<(&'static str, String)> {
        let mut problems = Vec::new();
        let Sessions {
            min, default, max, ..
        } = self.sessions;
        if !(1 <= min && min <= default && default <= max) {
            problems.push((
                "[sessions]",
                "min, default and max must rise; put them in order".to_owned(),
            ));
        }
        let mut next = 1;
        for phase in &self.phases {
            if phase.from != next || phase.to < phase.from {
                problems.push((
                    "phases",
                    format!("phase {} must begin at session {next}", phase.id.name()),
                ));
            }
            next = phase.to + 1;
        }
        if next != default + 1 {
            problems.push((
                "phases",
                format!("the phases must end at session {default}, the default length"),
            ));
        }
        if self
            .measures
            .iter()
            .filter(|measure| measure.primary)
            .count()
            != 1
        {
            problems.push((
                "measures",
                "mark exactly one measure `primary = true`".to_owned(),
            ));
        }
        if !self.title.contains_key("en") {
            problems.push(("title", "give an English title (`en = \"...\"`)".to_owned()));
        }
        if !('A'..='D').contains(&self.evidence.grade) || self.evidence.citations.is_empty() {
            problems.push((
                "evidence",
                "give a grade A to D and at least one source".to_owned(),
            ));
        }
        problems
    }

    /// The title in a language, English if there is none.
    pub fn title(&self, locale: &str) -> &str {
        self.title
            .get(locale)
            .or_else(|| self.title.get("en"))
            .map_or(&self.id, String::as_str)
    }

    /// The phase of session `number` in a course of `planned` sessions: ranges scale in proportion.
    pub fn phase_of(&self, number: u16, planned: u16) -> PhaseId {
        let scale = |session: u16| {
            (f64::from(session) * f64::from(planned) / f64::from(self.sessions.default)).round()
        };
        let found = self
            .phases
            .iter()
            .find(|phase| f64::from(number) <= scale(phase.to).max(1.0));
        found
            .or(self.phases.last())
            .map_or(PhaseId::Middle, |phase| phase.id)
    }

    /// How many sessions remain when the ending is raised: 4, or 2 in courses of 8 or fewer.
    pub fn ending_notice(&self, planned: u16) -> u16 {
        self.ending_notice_sessions
            .unwrap_or(if planned <= 8 { 2 } else { 4 })
    }

    /// The main measure.
    pub fn primary(&self) -> Option<&str> {
        self.measures
            .iter()
            .find(|measure| measure.primary)
            .map(|measure| measure.instrument.as_str())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::content::Content;

    #[test]
    fn the_phases_of_sixteen_sessions_are_those_of_the_manual() {
        let protocol = Content::built_in().protocol_newest("ipt-adult-16").unwrap();
        let phases: Vec<_> = (1..=16).map(|n| protocol.phase_of(n, 16)).collect();
        assert_eq!(phases.iter().filter(|p| **p == PhaseId::Initial).count(), 4);
        assert_eq!(phases.iter().filter(|p| **p == PhaseId::Middle).count(), 8);
        assert_eq!(phases[12], PhaseId::Termination);
    }

    #[test]
    fn phases_scale_with_the_length_of_the_course() {
        let protocol = Content::built_in().protocol_newest("ipt-adult-16").unwrap();
        let phases: Vec<_> = (1..=12).map(|n| protocol.phase_of(n, 12)).collect();
        assert_eq!(phases[2], PhaseId::Initial);
        assert_eq!(phases[3], PhaseId::Middle);
        assert_eq!(phases[9], PhaseId::Termination);
    }

    #[test]
    fn the_ending_is_raised_with_four_left_or_two_in_short_courses() {
        let protocol = Content::built_in().protocol_newest("ipt-adult-16").unwrap();
        assert_eq!(protocol.ending_notice(16), 4);
        assert_eq!(protocol.ending_notice(8), 2);
    }

    #[test]
    fn a_file_with_a_gap_between_phases_is_refused_with_its_line() {
        let text = include_str!("../../../content/protocols/ipt-adult-16/ipt-adult-16.toml");
        let broken = text.replace("from = 5", "from = 6");
        let problems = Protocol::parse("x.toml", &broken).unwrap_err();
        assert!(
            problems[0].message.contains("must begin at session 5"),
            "{problems:?}"
        );
        assert!(problems[0].line > 0);
        let garbled = Protocol::parse("x.toml", "id = ").unwrap_err();
        assert_eq!(garbled[0].line, 1);
    }
}
