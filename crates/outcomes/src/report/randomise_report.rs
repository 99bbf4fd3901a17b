//! Allocation lists as a report.

use super::number::is_missing;
use super::table::Table;
use super::text::{Grid, bullet, heading, number};
use crate::error::{OutcomesError, Result};
use crate::randomise::{
    Allocation, ArmShare, BlockPlan, ConcealedList, MinimisationPlan, block_list, conceal, minimise,
};
use serde::Serialize;

/// What was asked.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RandomiseRequest {
    /// Arms as `ipt,control` or `ipt:2,control:1`.
    pub arms: String,
    /// Places in each stratum.
    pub n: usize,
    /// Block sizes as `4,6`; empty is simple randomisation.
    pub blocks: String,
    /// Factors of stratification as `site=a,b`; strata are their combinations. For minimisation the names of columns.
    pub factors: Vec<String>,
    /// Probability of the balancing arm (minimisation).
    pub probability: f64,
    /// Seed.
    pub seed: String,
}

/// The report. It tells the arms: it is for whoever holds the allocation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RandomiseReport {
    /// Method in words.
    pub method: String,
    /// Places.
    pub n: usize,
    /// Places of each arm.
    pub arms: Vec<(String, usize)>,
    /// SHA-256 of the sealed list, to be registered before the first person is recruited.
    pub commitment: String,
    /// The seed, with which the list can be made again; as secret as the list.
    pub seed: String,
    /// The places.
    pub list: Vec<Allocation>,
    /// Balance of factor levels by arm (minimisation).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub balance: Vec<(String, Vec<usize>)>,
    /// Both lists as CSV.
    #[serde(skip)]
    pub concealed: ConcealedList,
}

/// Makes a list by blocks or simple randomisation, or allocates the persons of a table by minimisation.
///
/// # Errors
/// For arms, blocks or factors that make no list.
pub fn randomise_report(
    request: &RandomiseRequest,
    persons: Option<&Table>,
) -> Result<RandomiseReport> {
    let arms = read_arms(&request.arms)?;
    let mut balance = Vec::new();
    let (list, method) = match persons {
        Some(table) => {
            let list = by_minimisation(request, &arms, table, &mut balance)?;
            (
                list,
                format!(
                    "minimisation (Pocock & Simon 1975) on {}, balancing arm with probability {}",
                    request.factors.join(", "),
                    request.probability
                ),
            )
        }
        None => {
            let block_sizes = read_blocks(&request.blocks)?;
            let strata = strata(&request.factors)?;
            let method = if block_sizes.is_empty() {
                "simple randomisation".to_owned()
            } else {
                format!("permuted blocks of {}", request.blocks)
            };
            let within = if strata.is_empty() {
                String::new()
            } else {
                format!(" in {} strata", strata.len())
            };
            let plan = BlockPlan {
                arms: arms.clone(),
                block_sizes,
                strata,
                n: request.n,
                seed: request.seed.clone(),
            };
            (block_list(&plan)?, method + &within)
        }
    };
    let counts = arms
        .iter()
        .map(|a| {
            (
                a.name.clone(),
                list.iter().filter(|p| p.arm == a.name).count(),
            )
        })
        .collect();
    let concealed = conceal(&list, &request.seed)?;
    Ok(RandomiseReport {
        method,
        n: list.len(),
        arms: counts,
        commitment: concealed.commitment.clone(),
        seed: request.seed.clone(),
        list,
        balance,
        concealed,
    })
}

fn by_minimisation(
    request: &RandomiseRequest,
    arms: &[ArmShare],
    table: &Table,
    balance: &mut Vec<(String, Vec<usize>)>,
) -> Result<Vec<Allocation>> {
    if request.factors.is_empty() {
        return Err(OutcomesError::Usage(format!(
            "minimisation needs factors: pass --factor COLUMN once for each. The columns are: {}",
            table.headers.join(", ")
        )));
    }
    let columns: Vec<usize> = request
        .factors
        .iter()
        .map(|f| table.column(f))
        .collect::<Result<_>>()?;
    let mut persons = Vec::with_capacity(table.rows());
    for row in 0..table.rows() {
        let levels: Vec<String> = columns
            .iter()
            .map(|&c| {
                if is_missing(table.cell(row, c), &[]) {
                    Err(table.error(
                        row,
                        c,
                        "is empty: minimisation needs every factor of every person",
                    ))
                } else {
                    Ok(table.cell(row, c).to_owned())
                }
            })
            .collect::<Result<_>>()?;
        persons.push(levels);
    }
    let plan = MinimisationPlan {
        arms: arms.to_vec(),
        weights: vec![1.0; columns.len()],
        probability: request.probability,
        seed: request.seed.clone(),
    };
    let placed = minimise(&plan, &persons)?;
    for (f, factor) in request.factors.iter().enumerate() {
        let mut levels: Vec<&String> = persons.iter().map(|p| &p[f]).collect();
        levels.sort();
        levels.dedup();
        for level in levels {
            let counts = arms
                .iter()
                .map(|a| {
                    persons
                        .iter()
                        .zip(&placed)
                        .filter(|(p, m)| p[f] == *level && m.arm == a.name)
                        .count()
                })
                .collect();
            balance.push((format!("{factor} {level}"), counts));
        }
    }
    Ok(placed
        .into_iter()
        .enumerate()
        .map(|(i, m)| Allocation {
            number: i + 1,
            stratum: persons[i].join(" / "),
            block: 0,
            arm: m.arm,
        })
        .collect())
}

fn read_arms(text: &str) -> Result<Vec<ArmShare>> {
    text.split(',')
        .map(|part| {
            let (name, share) = part.rsplit_once(':').unwrap_or((part, "1"));
            let share = share.trim().parse().map_err(|_| {
                OutcomesError::Usage(format!(
                    "\"{part}\" is no arm: write --arms ipt,control or --arms ipt:2,control:1"
                ))
            })?;
            Ok(ArmShare {
                name: name.trim().to_owned(),
                share,
            })
        })
        .collect()
}

fn read_blocks(text: &str) -> Result<Vec<usize>> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    text.split(',')
        .map(|part| {
            part.trim().parse().map_err(|_| {
                OutcomesError::Usage(format!(
                    "\"{}\" is no block size: write --blocks 4,6",
                    part.trim()
                ))
            })
        })
        .collect()
}

/// All combinations of the factors' levels.
fn strata(factors: &[String]) -> Result<Vec<String>> {
    let mut strata: Vec<String> = Vec::new();
    for factor in factors {
        let (name, levels) = factor.split_once('=').ok_or_else(|| {
            OutcomesError::Usage(format!(
                "\"{factor}\" is no factor: write --factor site=north,south"
            ))
        })?;
        let levels: Vec<String> = levels
            .split(',')
            .map(|l| format!("{}={}", name.trim(), l.trim()))
            .collect();
        strata = if strata.is_empty() {
            levels
        } else {
            strata
                .iter()
                .flat_map(|s| levels.iter().map(move |l| format!("{s} / {l}")))
                .collect()
        };
        if strata.len() > 1000 {
            return Err(OutcomesError::Usage(
                "these factors make more than 1000 strata: use minimisation instead".into(),
            ));
        }
    }
    Ok(strata)
}

/// The report for a terminal. It does not show the arms of single places.
#[must_use]
pub fn randomise_text(report: &RandomiseReport) -> String {
    let mut out = format!("Allocation list: {}\n", report.method);
    let mut grid = Grid::new(&["<arm", "places", "%"]);
    for (arm, n) in &report.arms {
        grid.row(vec![
            arm.clone(),
            n.to_string(),
            number(100.0 * *n as f64 / report.n as f64, 1),
        ]);
    }
    out.push_str(&grid.text());
    if !report.balance.is_empty() {
        heading(&mut out, "Balance");
        let headers: Vec<&str> = std::iter::once("<level")
            .chain(report.arms.iter().map(|a| a.0.as_str()))
            .collect();
        let mut grid = Grid::new(&headers);
        for (level, counts) in &report.balance {
            grid.row(
                std::iter::once(level.clone())
                    .chain(counts.iter().map(usize::to_string))
                    .collect(),
            );
        }
        out.push_str(&grid.text());
    }
    heading(&mut out, "Concealment");
    bullet(
        &mut out,
        &format!("SHA-256 of the sealed list: {}", report.commitment),
    );
    bullet(
        &mut out,
        "Register this value before the first person is recruited. The sealed list and the seed belong to somebody who recruits nobody; the open list goes to the sites.",
    );
    out
}
