//! The files of an instrument: reading, checking, and putting together.

mod checks;
pub(crate) mod structure;
pub(crate) mod translation;

use std::collections::BTreeMap;

use structure::{StructureFile, inner};

use crate::instrument::{Instrument, Item, ItemKind, Version};
use crate::problem::{Problem, line_of};
use crate::scoring::Plan;
use crate::words::{FALLBACK, Words};

/// The files of one folder: the structure and the words beside it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Folder {
    /// The folder's name, which is the instrument's id.
    pub(crate) name: String,
    /// The folder's path, for messages.
    pub(crate) path: String,
    /// Path and text of `<id>.toml`.
    pub(crate) structure: Option<(String, String)>,
    /// Path and text of `<locale>.toml`, by locale.
    pub(crate) words: BTreeMap<String, (String, String)>,
}

/// A line in a pinned source text that opens a file. TOML reads it as a comment.
pub(crate) const FILE_MARK: &str = "#@ ";

impl Folder {
    /// Reads and checks the files. All problems that can be seen are reported, not only the first.
    pub(crate) fn read(&self) -> Result<Instrument, Vec<Problem>> {
        let Some((path, text)) = &self.structure else {
            return Err(vec![Problem::new(
                format!("{}/{}.toml", self.path, self.name),
                1,
                format!("the folder '{}' has words but no structure", self.name),
                format!("Add {0}.toml beside them, or remove the folder", self.name),
            )]);
        };
        let mut problems = Vec::new();
        self.refuse_marks(&mut problems);
        let structure: StructureFile = match parse(path, text) {
            Ok(structure) => structure,
            Err(problem) => {
                problems.push(problem);
                return Err(problems);
            }
        };
        let words = self.read_words(&mut problems);
        let items = structure.items(path, text, &mut problems);
        let algorithms = structure.algorithms(path, text, &mut problems);
        let version = Version::new(structure.version.get_ref());
        if version.is_none() {
            problems.push(Problem::new(
                path,
                line_of(text, structure.version.span().start),
                format!("'{}' is not a version", structure.version.get_ref()),
                "Write numbers separated by full stops, such as \"1\" or \"2013.1\"",
            ));
        }
        checks::structure(&self.name, path, text, &structure, &items, &mut problems);
        checks::words(self, path, &structure, &items, &words, &mut problems);
        let (Some(version), Some(licence), true) =
            (version, structure.licence, problems.is_empty())
        else {
            problems.sort();
            problems.dedup();
            return Err(problems);
        };

        let mut instrument = Instrument {
            id: structure.id.into_inner(),
            version,
            validated: structure.validated,
            rater: structure.rater,
            higher_is: structure.higher_is,
            recall: structure.recall,
            client: structure.client.unwrap_or_default(),
            licence: licence.into_inner(),
            items,
            scoring: structure.scoring.into_inner(),
            subscales: inner(structure.subscale),
            bands: inner(structure.bands),
            cutoffs: inner(structure.cutoff),
            algorithms,
            critical: inner(structure.critical),
            reliabilities: inner(structure.reliability),
            norms: inner(structure.norm),
            definitions: inner(structure.definition),
            loinc: structure.loinc,
            words,
            source_text: self.source_text(),
            plan: Plan::default(),
        };
        instrument.plan = Plan::new(
            &instrument.items,
            &instrument.scoring,
            &instrument.subscales,
        );
        Ok(instrument)
    }

    /// Structure first, then words in the order of their locales, each after a line that names it.
    fn source_text(&self) -> String {
        let mut source = String::new();
        let structure = self
            .structure
            .iter()
            .map(|(_, text)| (self.name.as_str(), text));
        let words = self
            .words
            .iter()
            .map(|(locale, (_, text))| (locale.as_str(), text));
        for (stem, text) in structure.chain(words) {
            source.push_str(FILE_MARK);
            source.push_str(stem);
            source.push_str(".toml\n");
            source.push_str(text.trim_end());
            source.push('\n');
        }
        source
    }

    fn read_words(&self, problems: &mut Vec<Problem>) -> BTreeMap<String, Words> {
        let mut all = BTreeMap::new();
        for (locale, (path, text)) in &self.words {
            match parse::<translation::WordsFile>(path, text) {
                Ok(file) => {
                    all.insert(locale.clone(), file.into_words(path, text, problems));
                }
                Err(problem) => problems.push(problem),
            }
        }
        if self.words.is_empty() {
            problems.push(Problem::new(
                format!("{}/{FALLBACK}.toml", self.path),
                1,
                "there are no words in any language",
                format!("Add {FALLBACK}.toml with the title, the items and the options"),
            ));
        }
        all
    }

    fn refuse_marks(&self, problems: &mut Vec<Problem>) {
        for (path, text) in self.structure.iter().chain(self.words.values()) {
            if let Some(line) = text.lines().position(|line| line.starts_with(FILE_MARK)) {
                problems.push(Problem::new(
                    path,
                    line + 1,
                    format!("a line may not start with '{FILE_MARK}', which separates the files of a pinned version"),
                    "Write the comment in another way",
                ));
            }
        }
    }
}

/// Reads TOML; the message of the parser is kept, its place becomes ours.
fn parse<T: serde::de::DeserializeOwned>(path: &str, text: &str) -> Result<T, Problem> {
    toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| line_of(text, span.start));
        let message = error.message().trim().replace('\n', " ");
        Problem::new(
            path,
            line,
            message,
            "Correct the line; the other instruments show the shape of a file",
        )
    })
}

/// What an answer to an item in the file is, once its option set is known.
pub(crate) fn is_valued(item: &Item) -> bool {
    matches!(item.kind, ItemKind::Choice { .. } | ItemKind::Number { .. })
}
