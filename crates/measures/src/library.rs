//! All instruments that a service has: those built in and those of its own folder.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::file::{FILE_MARK, Folder};
use crate::instrument::{Instrument, Version};
use crate::problem::Problem;

/// Instruments by id and version.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Library {
    instruments: BTreeMap<String, BTreeMap<Version, Arc<Instrument>>>,
}

impl Library {
    /// The instruments that the program ships.
    pub fn built_in() -> &'static Self {
        static BUILT_IN: OnceLock<Library> = OnceLock::new();
        BUILT_IN.get_or_init(|| {
            let files = BUILT_IN_FILES
                .iter()
                .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
            // The files are part of the program and `the_built_in_instruments_have_no_problem` reads them; one that
            // still cannot be read is left out rather than taking the service down.
            Self::load_what_can_be(files).0
        })
    }

    /// The files that the program ships, as path and text.
    pub fn built_in_files() -> impl Iterator<Item = (&'static str, &'static str)> {
        BUILT_IN_FILES.iter().copied()
    }

    /// Reads instruments from `…/<id>/<id>.toml` and the `…/<id>/<locale>.toml` beside it. Other files are left alone.
    ///
    /// # Errors
    /// Every problem that can be seen, in the order of files and lines.
    pub fn load(files: impl IntoIterator<Item = (String, String)>) -> Result<Self, Vec<Problem>> {
        let (library, problems) = Self::load_what_can_be(files);
        if problems.is_empty() {
            Ok(library)
        } else {
            Err(problems)
        }
    }

    /// As [`Library::load`], keeping the instruments that have no problem.
    pub fn load_what_can_be(
        files: impl IntoIterator<Item = (String, String)>,
    ) -> (Self, Vec<Problem>) {
        let mut library = Self::default();
        let mut problems = Vec::new();
        for folder in folders(files) {
            match folder.read() {
                Ok(instrument) => {
                    let place = folder
                        .structure
                        .as_ref()
                        .map_or("", |(path, _)| path.as_str());
                    problems.extend(library.add(place, Arc::new(instrument)));
                }
                Err(found) => problems.extend(found),
            }
        }
        problems.sort();
        (library, problems)
    }

    /// One instrument from the text that a course pinned ([`Instrument::source_text`]).
    ///
    /// # Errors
    /// Every problem that can be seen.
    pub fn from_source_text(source: &str) -> Result<Instrument, Vec<Problem>> {
        let mut folder = Folder {
            path: "pinned".to_owned(),
            ..Folder::default()
        };
        for part in source.split(&format!("\n{FILE_MARK}")) {
            let part = part.strip_prefix(FILE_MARK).unwrap_or(part);
            let (name, text) = part.split_once('\n').unwrap_or((part, ""));
            let stem = name.trim().trim_end_matches(".toml");
            let file = (format!("pinned/{}", name.trim()), format!("{text}\n"));
            if folder.structure.is_none() {
                stem.clone_into(&mut folder.name);
                folder.structure = Some(file);
            } else {
                folder.words.insert(stem.to_owned(), file);
            }
        }
        folder.read()
    }

    /// Adds a service's own instruments. One with the same id stands beside the built-in one, and the higher version is
    /// the one that is given; what is refused is reported and the library keeps what it had.
    #[must_use]
    pub fn overlay(&mut self, pack: &Self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for instrument in pack.all_versions() {
            problems.extend(self.add(
                &format!("{0}/{0}.toml", instrument.id),
                Arc::clone(instrument),
            ));
        }
        problems
    }

    /// The newest version of an instrument.
    pub fn get(&self, id: &str) -> Option<&Instrument> {
        Some(self.instruments.get(id)?.last_key_value()?.1.as_ref())
    }

    /// The newest version of the instrument that somebody means who writes `PHQ9` or `phq_9` for `phq-9`.
    pub fn find(&self, name: &str) -> Option<&Instrument> {
        let letters = |text: &str| -> String {
            let kept = text.chars().filter(char::is_ascii_alphanumeric);
            kept.map(|c| c.to_ascii_lowercase()).collect()
        };
        let wanted = letters(name);
        self.get(name).or_else(|| {
            self.iter()
                .find(|instrument| letters(&instrument.id) == wanted)
        })
    }

    /// One version of an instrument.
    pub fn version(&self, id: &str, version: &str) -> Option<&Instrument> {
        let version = Version::new(version)?;
        Some(self.instruments.get(id)?.get(&version)?.as_ref())
    }

    /// The newest version of every instrument, in id order.
    pub fn iter(&self) -> impl Iterator<Item = &Instrument> {
        self.instruments
            .values()
            .filter_map(|versions| Some(versions.last_key_value()?.1.as_ref()))
    }

    /// Every version of every instrument, in id order, oldest first.
    pub fn all_versions(&self) -> impl Iterator<Item = &Arc<Instrument>> {
        self.instruments.values().flat_map(BTreeMap::values)
    }

    /// How many instruments there are.
    pub fn len(&self) -> usize {
        self.instruments.len()
    }

    /// Whether there are none; the program runs without.
    pub fn is_empty(&self) -> bool {
        self.instruments.is_empty()
    }

    fn add(&mut self, path: &str, instrument: Arc<Instrument>) -> Option<Problem> {
        let versions = self.instruments.entry(instrument.id.clone()).or_default();
        match versions.get(&instrument.version) {
            Some(known) if known.source_text() == instrument.source_text() => None,
            Some(_) => Some(Problem::new(
                path,
                1,
                format!(
                    "{} version {} exists with other content, and a version never changes",
                    instrument.id, instrument.version
                ),
                "Give the changed file a higher version, or another id",
            )),
            None => {
                versions.insert(instrument.version.clone(), instrument);
                None
            }
        }
    }
}

/// All problems of a set of instrument files.
pub fn check(files: impl IntoIterator<Item = (String, String)>) -> Vec<Problem> {
    Library::load_what_can_be(files).1
}

fn folders(files: impl IntoIterator<Item = (String, String)>) -> Vec<Folder> {
    let mut folders: BTreeMap<String, Folder> = BTreeMap::new();
    for (path, text) in files {
        let normal = path.replace('\\', "/");
        let Some((folder_path, file)) = normal.rsplit_once('/') else {
            continue;
        };
        let Some(stem) = file.strip_suffix(".toml") else {
            continue;
        };
        let name = folder_path
            .rsplit_once('/')
            .map_or(folder_path, |(_, name)| name);
        let folder = folders
            .entry(folder_path.to_owned())
            .or_insert_with(|| Folder {
                name: name.to_owned(),
                path: folder_path.to_owned(),
                ..Folder::default()
            });
        if stem == name {
            folder.structure = Some((path, text));
        } else {
            folder.words.insert(stem.to_owned(), (path, text));
        }
    }
    folders.into_values().collect()
}

const BUILT_IN_FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/built_in.rs"));
