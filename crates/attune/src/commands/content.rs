//! `attune content check`: what is wrong with files of clinical content, where, and what to do.

use super::called_wrongly;
use super::outcomes::print;
use attune_measures::{Library, Problem};
use attune_therapy::Content;
use attune_therapy::protocol::Protocol;
use clap::{Args, Subcommand};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// See [`self`].
#[derive(Debug, Args)]
pub(crate) struct ContentCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Check questionnaires and protocols; without a folder, those built in.
    Check(Check),
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  attune content check
  attune content check ./our-content
  attune content check ./our-content/instruments --json

A folder of content holds instruments/<id>/<id>.toml with <language>.toml beside it, and \
protocols/<id>/<id>.toml. Each problem is printed as file:line: what is wrong. What to do.

Exit status: 0 nothing is wrong, 1 something is, 2 called wrongly.")]
struct Check {
    /// A folder of content, or its instruments or protocols.
    dir: Option<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

impl ContentCommand {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let What::Check(command) = self.what;
        command.run()
    }
}

/// What was found.
#[derive(Debug, Default)]
struct Findings {
    instruments: usize,
    protocols: usize,
    problems: Vec<Problem>,
}

impl Check {
    fn run(self) -> anyhow::Result<ExitCode> {
        let mut findings = match &self.dir {
            None => built_in(),
            Some(dir) if !dir.exists() => {
                return called_wrongly(format!("there is no folder {}", dir.display()));
            }
            Some(dir) if !dir.is_dir() => {
                return called_wrongly(format!(
                    "{} is a file; name the folder that holds it",
                    dir.display()
                ));
            }
            Some(dir) => folder(dir),
        };
        findings.problems.sort();
        let nothing = self.dir.is_some()
            && findings.instruments + findings.protocols == 0
            && findings.problems.is_empty();
        if nothing {
            return called_wrongly(
                "there is neither a questionnaire nor a protocol in this folder; it should hold instruments/<id>/<id>.toml or protocols/<id>/<id>.toml",
            );
        }
        let text = if self.json {
            format!("{}\n", findings.json())
        } else {
            findings.text()
        };
        print(&text)?;
        Ok(if findings.problems.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(1)
        })
    }
}

impl Findings {
    fn text(&self) -> String {
        let mut lines: Vec<String> = self
            .problems
            .iter()
            .map(|problem| problem.to_string().trim_end().to_owned())
            .collect();
        let problems = match self.problems.len() {
            0 => "nothing is wrong".to_owned(),
            1 => "1 problem".to_owned(),
            many => format!("{many} problems"),
        };
        lines.push(format!(
            "{} questionnaires and {} protocols: {problems}.",
            self.instruments, self.protocols
        ));
        lines.join("\n") + "\n"
    }

    fn json(&self) -> serde_json::Value {
        json!({
            "ok": self.problems.is_empty(),
            "instruments": self.instruments,
            "protocols": self.protocols,
            "problems": self.problems,
        })
    }
}

fn built_in() -> Findings {
    let files = Library::built_in_files().map(|(path, text)| (path.to_owned(), text.to_owned()));
    let (library, problems) = Library::load_what_can_be(files);
    Findings {
        instruments: library.len(),
        protocols: Content::built_in().protocols().count(),
        problems,
    }
}

fn folder(dir: &Path) -> Findings {
    let mut findings = Findings::default();
    let inside = |name: &str| {
        let below = dir.join(name);
        let named = |path: &Path| path.file_name().is_some_and(|own| own == name);
        let is_it = named(dir) || dir.parent().is_some_and(named);
        if below.is_dir() {
            Some(below)
        } else {
            is_it.then(|| dir.to_owned())
        }
    };
    let (instruments, protocols) = (inside("instruments"), inside("protocols"));
    // A folder that says neither is taken for a folder of questionnaires.
    let instruments = instruments.or_else(|| protocols.is_none().then(|| dir.to_owned()));
    let mut library = Library::built_in().clone();
    if let Some(folder) = instruments {
        let files = read(&folder, &mut findings.problems);
        let (own, problems) = Library::load_what_can_be(files);
        findings.problems.extend(problems);
        findings.instruments = own.len();
        findings.problems.extend(library.overlay(&own));
    }
    if let Some(folder) = protocols {
        for (file, text) in read(&folder, &mut findings.problems) {
            match Protocol::parse(&file, &text) {
                Ok(protocol) => {
                    findings.protocols += 1;
                    findings
                        .problems
                        .extend(protocol_problems(&protocol, &file, &text, &library));
                }
                Err(problems) => findings
                    .problems
                    .extend(problems.into_iter().map(|problem| {
                        Problem::new(problem.file, problem.line.max(1), problem.message, "")
                    })),
            }
        }
    }
    findings
}

/// What a protocol's file alone cannot tell.
fn protocol_problems(
    protocol: &Protocol,
    file: &str,
    text: &str,
    library: &Library,
) -> Vec<Problem> {
    let line = |wanted: &str| {
        text.lines()
            .position(|line| line.contains(wanted))
            .map_or(1, |at| at + 1)
    };
    let mut problems = Vec::new();
    let stem = Path::new(file)
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy();
    if stem != protocol.id {
        let message = format!("the file is named {stem:?} and its id is {:?}", protocol.id);
        problems.push(Problem::new(
            file,
            line("id ="),
            message,
            "Give file, folder and id the same name",
        ));
    }
    for measure in protocol
        .measures
        .iter()
        .filter(|measure| library.get(&measure.instrument).is_none())
    {
        let message = format!("there is no questionnaire {:?}", measure.instrument);
        let remedy = "Name one that `attune instruments` lists, or add its files below instruments";
        problems.push(Problem::new(
            file,
            line(&format!("\"{}\"", measure.instrument)),
            message,
            remedy,
        ));
    }
    problems
}

/// Every TOML file in the folders of a folder. What is in the wrong place or cannot be read is a problem.
fn read(folder: &Path, problems: &mut Vec<Problem>) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let here = entries(folder, problems);
    let name = folder
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let single = here.iter().any(|path| {
        path.is_file()
            && path
                .file_stem()
                .is_some_and(|stem| stem.to_string_lossy() == name)
    });
    let mut folders: Vec<PathBuf> = here.iter().filter(|path| path.is_dir()).cloned().collect();
    if single {
        folders.push(folder.to_owned());
    } else {
        for stray in here.iter().filter(|path| is_toml(path)) {
            let stem = stray.file_stem().unwrap_or_default().to_string_lossy();
            let remedy = format!("Move it into a folder of its own: {stem}/{stem}.toml");
            problems.push(Problem::new(
                stray.display().to_string(),
                1,
                "the file is in no folder of its own and is not read",
                remedy,
            ));
        }
    }
    for folder in folders {
        for file in entries(&folder, problems)
            .into_iter()
            .filter(|path| is_toml(path))
        {
            let name = file.display().to_string();
            match std::fs::read(&file) {
                Ok(bytes) => match String::from_utf8(bytes) {
                    Ok(text) => files.push((name, text)),
                    Err(error) => {
                        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
                        problems.push(Problem::new(
                            name,
                            line,
                            "this is no UTF-8 text",
                            "Save the file as UTF-8",
                        ));
                    }
                },
                Err(error) => {
                    let message = format!("the file cannot be read ({error})");
                    problems.push(Problem::new(name, 1, message, "Look at who may read it"));
                }
            }
        }
    }
    files
}

fn is_toml(path: &Path) -> bool {
    path.is_file()
        && path
            .extension()
            .is_some_and(|extension| extension == "toml")
}

fn entries(folder: &Path, problems: &mut Vec<Problem>) -> Vec<PathBuf> {
    match std::fs::read_dir(folder) {
        Ok(entries) => {
            let mut paths: Vec<PathBuf> = entries
                .filter_map(|entry| Some(entry.ok()?.path()))
                .collect();
            paths.sort();
            paths
        }
        Err(error) => {
            let message = format!("the folder cannot be read ({error})");
            problems.push(Problem::new(
                folder.display().to_string(),
                1,
                message,
                "Look at who may read it",
            ));
            Vec::new()
        }
    }
}
