//! Clinical content: what is built in, and an operator's own folder beside it.

use anyhow::{Context, bail};
use attune_measures::Library;
use attune_therapy::Content;
use std::fs;
use std::path::Path;

/// A file of content: its path below the content folder, and its text.
pub(crate) type File = (String, String);

/// Loads the built-in content and, if given, the operator's folder over it.
pub(crate) fn load(folder: Option<&Path>) -> anyhow::Result<Content> {
    let built_in = Content::built_in();
    let Some(folder) = folder else {
        return Ok(built_in.clone());
    };
    let instruments = files(&folder.join("instruments"), "instruments")?;
    let own = Library::load(instruments).map_err(|problems| wrong(&problems))?;
    let mut library = Library::built_in().clone();
    let problems = library.overlay(&own);
    if !problems.is_empty() {
        return Err(wrong(&problems));
    }
    let protocols = files(&folder.join("protocols"), "protocols")?;
    let own = protocols
        .iter()
        .map(|(file, text)| (file.as_str(), text.as_str()));
    built_in
        .with_library(library)
        .with_protocols(own)
        .map_err(|problems| wrong(&problems))
}

fn wrong(problems: &[impl std::fmt::Display]) -> anyhow::Error {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    anyhow::anyhow!("the content folder has problems:\n{}", lines.join("\n"))
}

/// Every TOML file two levels below a folder, in order of path. No folder is no file.
pub(crate) fn files(folder: &Path, name: &str) -> anyhow::Result<Vec<File>> {
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    let read = |path: &Path| {
        fs::read_dir(path).with_context(|| format!("{} cannot be read", path.display()))
    };
    for entry in read(folder)? {
        let path = entry?.path();
        if !path.is_dir() {
            continue;
        }
        for file in read(&path)? {
            let file = file?.path();
            if file
                .extension()
                .is_some_and(|extension| extension == "toml")
            {
                let text = fs::read_to_string(&file)
                    .with_context(|| format!("{} is no text", file.display()))?;
                let below = file.strip_prefix(folder).unwrap_or(&file);
                found.push((format!("{name}/{}", below.display()), text));
            }
        }
    }
    found.sort();
    if found.len() > 10_000 {
        bail!("{} holds more than 10,000 files", folder.display());
    }
    Ok(found)
}
