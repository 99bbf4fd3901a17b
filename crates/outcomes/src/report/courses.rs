//! Courses from a table: who was seen when with which score.

use super::number::{NumberRules, is_missing};
use super::table::Table;
use super::times::read_times;
use crate::error::{OutcomesError, Result};
use serde::Serialize;
use std::collections::HashMap;

/// What to do with two scores of one person at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Duplicates {
    /// Refuse, naming the lines.
    #[default]
    Refuse,
    /// Keep the first in the file.
    First,
    /// Keep the last in the file.
    Last,
    /// Take the mean.
    Mean,
}

/// Which columns mean what.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    /// Person. In wide tables it may be absent: each row is a person.
    pub id: Option<String>,
    /// Time; absent for wide tables.
    pub time: Option<String>,
    /// Score (long tables).
    pub score: Option<String>,
    /// Scores in order of time (wide tables).
    pub wide: Vec<String>,
    /// Times of the wide columns, if they are numbers.
    pub wide_times: Vec<f64>,
    /// Group.
    pub group: Option<String>,
    /// Group that the others are compared with.
    pub reference: Option<String>,
    /// Two scores at one time.
    pub duplicates: Duplicates,
    /// How numbers are written.
    pub numbers: NumberRules,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// As the file names them.
    pub id: String,
    /// Place of their group.
    pub group: usize,
}

/// A time at which scores were taken.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TimePoint {
    /// As the file names it.
    pub label: String,
    /// Its value; its place among the times if they are words.
    pub value: f64,
}

/// One score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Visit {
    /// Place of the person.
    pub person: u32,
    /// Place of the time.
    pub time: u32,
    /// Score.
    pub score: f64,
    row: u32,
}

/// Everything that the analyses start from.
#[derive(Debug, Clone, Default)]
pub struct Courses {
    /// Persons in the order of the file.
    pub persons: Vec<Person>,
    /// Groups, the reference first; one empty name without groups.
    pub groups: Vec<String>,
    /// Times in order.
    pub times: Vec<TimePoint>,
    /// True if the times are numbers (or dates), so that time can be a variable.
    pub numeric_times: bool,
    /// Scores, by person and time.
    pub visits: Vec<Visit>,
    /// Rows without a score.
    pub missing_scores: usize,
    /// What was done to the data, in sentences.
    pub notes: Vec<String>,
}

impl Courses {
    /// One person's visits, in order of time.
    pub fn by_person(&self) -> impl Iterator<Item = &[Visit]> {
        self.visits.chunk_by(|a, b| a.person == b.person)
    }

    /// Place of a time by its label or value.
    #[must_use]
    pub fn time(&self, name: &str) -> Option<usize> {
        let by_label = self.times.iter().position(|t| t.label == name);
        by_label.or_else(|| {
            name.parse::<f64>()
                .ok()
                .filter(|_| self.numeric_times)
                .and_then(|v| self.times.iter().position(|t| t.value == v))
        })
    }
}

/// Reads the courses from a table, long if `columns.time` is given, else wide.
///
/// # Errors
/// Names column and line of what cannot be used: missing columns, text in numbers, an empty person or time, a person in
/// two groups, two scores of one person at one time.
pub fn read_courses(table: &Table, columns: &Columns) -> Result<Courses> {
    let mut courses = if columns.time.is_some() {
        long(table, columns)?
    } else {
        wide(table, columns)?
    };
    if courses.visits.is_empty() {
        return Err(OutcomesError::Data(
            "there is not one score in the file".into(),
        ));
    }
    courses.visits.sort_by_key(|v| (v.person, v.time, v.row));
    settle_duplicates(table, columns, &mut courses)?;
    order_groups(columns.reference.as_deref(), &mut courses)?;
    if courses.missing_scores > 0 {
        courses.notes.push(format!(
            "{} scores are missing and were left out",
            courses.missing_scores
        ));
    }
    Ok(courses)
}

fn long(table: &Table, columns: &Columns) -> Result<Courses> {
    let need = |name: &Option<String>, option: &str| -> Result<usize> {
        let name = name.as_ref().ok_or_else(|| {
            OutcomesError::Usage(format!(
                "pass {option} COLUMN. The columns are: {}",
                table.headers.join(", ")
            ))
        })?;
        table.column(name)
    };
    let (id, time, score) = (
        need(&columns.id, "--id")?,
        need(&columns.time, "--time")?,
        need(&columns.score, "--score")?,
    );
    let group = columns
        .group
        .as_ref()
        .map(|g| table.column(g))
        .transpose()?;
    let scores = columns.numbers.column(table, score)?;
    columns.numbers.refuse_codes(table, score, &scores)?;
    let (times, numeric_times, time_of) = read_times(table, time, columns)?;
    let mut courses = Courses {
        times,
        numeric_times,
        ..Courses::default()
    };
    let mut people = People::new(table, id, group, &columns.numbers);
    let mut ungrouped = None;
    for (row, value) in scores.iter().enumerate() {
        let Some(person) = people.person(row, &mut courses)? else {
            ungrouped = ungrouped.or(Some(table.line(row)));
            continue;
        };
        match value {
            Some(score) => courses.visits.push(Visit {
                person,
                time: time_of[row],
                score: *score,
                row: row as u32,
            }),
            None => courses.missing_scores += 1,
        }
    }
    if let Some(line) = ungrouped {
        courses.notes.push(format!(
            "rows without a group were left out (the first is line {line})"
        ));
    }
    Ok(courses)
}

fn wide(table: &Table, columns: &Columns) -> Result<Courses> {
    if columns.wide.len() < 2 {
        return Err(OutcomesError::Usage(format!(
            "pass --time COLUMN and --score COLUMN for a table with one row per visit, or --wide FIRST,SECOND,... for one row per person. The columns are: {}",
            table.headers.join(", ")
        )));
    }
    if !columns.wide_times.is_empty() && columns.wide_times.len() != columns.wide.len() {
        return Err(OutcomesError::Usage(format!(
            "--times has {} times, but --wide names {} columns",
            columns.wide_times.len(),
            columns.wide.len()
        )));
    }
    if columns.wide_times.windows(2).any(|w| w[0] >= w[1]) {
        return Err(OutcomesError::Usage("--times must rise".into()));
    }
    let id = columns.id.as_ref().map(|i| table.column(i)).transpose()?;
    let group = columns
        .group
        .as_ref()
        .map(|g| table.column(g))
        .transpose()?;
    let numeric_times = !columns.wide_times.is_empty();
    let times = columns
        .wide
        .iter()
        .enumerate()
        .map(|(i, name)| TimePoint {
            label: name.clone(),
            value: columns.wide_times.get(i).copied().unwrap_or(i as f64),
        })
        .collect();
    let mut courses = Courses {
        times,
        numeric_times,
        ..Courses::default()
    };
    let mut people = People::new(table, id.unwrap_or(usize::MAX), group, &columns.numbers);
    let mut person_of = Vec::with_capacity(table.rows());
    let mut row_of: HashMap<u32, usize> = HashMap::new();
    for row in 0..table.rows() {
        let person = people.person(row, &mut courses)?;
        if let (Some(p), Some(id)) = (person, id)
            && let Some(before) = row_of.insert(p, row)
        {
            return Err(table.error(row, id, format!("\"{}\" is also on line {}: a wide table has one row per person. Remove one, or use a long table", table.cell(row, id), table.line(before))));
        }
        person_of.push(person);
    }
    for (time, name) in columns.wide.iter().enumerate() {
        let column = table.column(name)?;
        let scores = columns.numbers.column(table, column)?;
        columns.numbers.refuse_codes(table, column, &scores)?;
        for (row, score) in scores.iter().enumerate() {
            match (person_of[row], score) {
                (Some(person), Some(score)) => courses.visits.push(Visit {
                    person,
                    time: time as u32,
                    score: *score,
                    row: row as u32,
                }),
                (Some(_), None) => courses.missing_scores += 1,
                _ => {}
            }
        }
    }
    Ok(courses)
}

/// Finds persons by name and keeps them in one group.
struct People<'a> {
    table: &'a Table,
    id: usize,
    group: Option<usize>,
    rules: &'a NumberRules,
    places: HashMap<&'a str, u32>,
    groups: HashMap<&'a str, usize>,
    first_row: Vec<u32>,
}

impl<'a> People<'a> {
    fn new(table: &'a Table, id: usize, group: Option<usize>, rules: &'a NumberRules) -> Self {
        Self {
            table,
            id,
            group,
            rules,
            places: HashMap::new(),
            groups: HashMap::new(),
            first_row: Vec::new(),
        }
    }

    /// The person of the row; `None` if they have no group.
    fn person(&mut self, row: usize, courses: &mut Courses) -> Result<Option<u32>> {
        let group = match self.group {
            None => {
                if courses.groups.is_empty() {
                    courses.groups.push(String::new());
                }
                0
            }
            Some(column) => {
                let name = self.table.cell(row, column);
                if is_missing(name, &self.rules.missing) {
                    return Ok(None);
                }
                *self.groups.entry(name).or_insert_with(|| {
                    courses.groups.push(name.to_owned());
                    courses.groups.len() - 1
                })
            }
        };
        if self.id == usize::MAX {
            courses.persons.push(Person {
                id: format!("line {}", self.table.line(row)),
                group,
            });
            return Ok(Some(courses.persons.len() as u32 - 1));
        }
        let id = self.table.cell(row, self.id);
        if is_missing(id, &self.rules.missing) {
            return Err(self
                .table
                .error(row, self.id, "is empty: every row needs its person"));
        }
        if let Some(&place) = self.places.get(id) {
            let person = &courses.persons[place as usize];
            if let (true, Some(column)) = (person.group != group, self.group) {
                let before = self.table.line(self.first_row[place as usize] as usize);
                return Err(self.table.error(
                    row,
                    column,
                    format!(
                        "person \"{id}\" is in \"{}\" here, but in \"{}\" on line {before}",
                        courses.groups[group], courses.groups[person.group]
                    ),
                ));
            }
            return Ok(Some(place));
        }
        let place = courses.persons.len() as u32;
        courses.persons.push(Person {
            id: id.to_owned(),
            group,
        });
        self.places.insert(id, place);
        self.first_row.push(row as u32);
        Ok(Some(place))
    }
}

fn settle_duplicates(table: &Table, columns: &Columns, courses: &mut Courses) -> Result<()> {
    let same = |a: &Visit, b: &Visit| a.person == b.person && a.time == b.time;
    let pairs: Vec<(Visit, Visit)> = courses
        .visits
        .windows(2)
        .filter(|w| same(&w[0], &w[1]))
        .map(|w| (w[0], w[1]))
        .collect();
    if pairs.is_empty() {
        return Ok(());
    }
    if columns.duplicates == Duplicates::Refuse {
        let shown: Vec<String> = pairs
            .iter()
            .take(5)
            .map(|(a, b)| {
                let who = &courses.persons[a.person as usize].id;
                format!(
                    "person \"{who}\" at time {} on lines {} and {}",
                    courses.times[a.time as usize].label,
                    table.line(a.row as usize),
                    table.line(b.row as usize)
                )
            })
            .collect();
        return Err(OutcomesError::Data(format!(
            "{}: {}{}. Remove them, or pass --duplicates first, last or mean",
            if pairs.len() == 1 {
                "a score is doubled".to_owned()
            } else {
                format!("{} scores are doubled", pairs.len())
            },
            shown.join("; "),
            if pairs.len() > 5 { "; ..." } else { "" }
        )));
    }
    let mut kept: Vec<Visit> = Vec::with_capacity(courses.visits.len());
    for run in courses.visits.chunk_by(same) {
        let mut visit = run[0];
        match columns.duplicates {
            Duplicates::Last => visit = run[run.len() - 1],
            Duplicates::Mean => {
                visit.score = run.iter().map(|v| v.score).sum::<f64>() / run.len() as f64
            }
            Duplicates::First | Duplicates::Refuse => {}
        }
        kept.push(visit);
    }
    courses.notes.push(format!(
        "{} doubled scores were settled as asked",
        pairs.len()
    ));
    courses.visits = kept;
    Ok(())
}

/// Groups in order of their names (numbers as numbers), the reference first.
fn order_groups(reference: Option<&str>, courses: &mut Courses) -> Result<()> {
    let mut order: Vec<usize> = (0..courses.groups.len()).collect();
    let key = |g: usize| courses.groups[g].parse::<f64>().ok();
    order.sort_by(|a, b| match (key(*a), key(*b)) {
        (Some(x), Some(y)) => x.total_cmp(&y),
        _ => courses.groups[*a].cmp(&courses.groups[*b]),
    });
    if let Some(name) = reference {
        let at = order
            .iter()
            .position(|g| courses.groups[*g] == name)
            .ok_or_else(|| {
                OutcomesError::Usage(format!(
                    "there is no group \"{name}\". The groups are: {}",
                    courses.groups.join(", ")
                ))
            })?;
        let first = order.remove(at);
        order.insert(0, first);
    }
    let mut place = vec![0; order.len()];
    for (new, old) in order.iter().enumerate() {
        place[*old] = new;
    }
    courses.groups = order.iter().map(|g| courses.groups[*g].clone()).collect();
    for person in &mut courses.persons {
        person.group = place[person.group];
    }
    Ok(())
}
