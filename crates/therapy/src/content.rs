//! Clinical content as the course of therapy needs it: protocols and instruments by id and version.

use crate::protocol::{Protocol, ProtocolProblem};
use attune_measures::{Instrument, Library};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

/// Everything that facts are admitted against.
#[derive(Debug, Clone)]
pub struct Content {
    library: Arc<Library>,
    protocols: BTreeMap<String, Vec<Arc<Protocol>>>,
}

const BUILT_IN: [(&str, &str); 3] = [
    (
        "protocols/ipt-adult-16/ipt-adult-16.toml",
        include_str!("../../../content/protocols/ipt-adult-16/ipt-adult-16.toml"),
    ),
    (
        "protocols/ipt-adult-12/ipt-adult-12.toml",
        include_str!("../../../content/protocols/ipt-adult-12/ipt-adult-12.toml"),
    ),
    (
        "protocols/ipt-b-8/ipt-b-8.toml",
        include_str!("../../../content/protocols/ipt-b-8/ipt-b-8.toml"),
    ),
];

static CONTENT: LazyLock<Content> = LazyLock::new(|| {
    Content::new(Library::built_in().clone(), BUILT_IN)
        .expect("the built-in protocols are part of the program and a test reads them")
});

impl Content {
    /// What ships with the program.
    pub fn built_in() -> &'static Content {
        &CONTENT
    }

    /// Content of an instrument library and protocol files (path, text).
    pub fn new<'a>(
        library: Library,
        protocols: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Content, Vec<ProtocolProblem>> {
        let mut content = Content {
            library: Arc::new(library),
            protocols: BTreeMap::new(),
        };
        let mut problems = Vec::new();
        for (file, text) in protocols {
            match Protocol::parse(file, text) {
                Ok(protocol) => content.add(protocol),
                Err(found) => problems.extend(found),
            }
        }
        if problems.is_empty() {
            Ok(content)
        } else {
            Err(problems)
        }
    }

    fn add(&mut self, protocol: Protocol) {
        let versions = self.protocols.entry(protocol.id.clone()).or_default();
        versions.push(Arc::new(protocol));
        versions.sort_by_key(|protocol| version_key(&protocol.version));
    }

    /// The same with another instrument library.
    pub fn with_library(&self, library: Library) -> Content {
        Content {
            library: Arc::new(library),
            protocols: self.protocols.clone(),
        }
    }

    /// The same with an operator's protocols beside those built in.
    pub fn with_protocols<'a>(
        &self,
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Content, Vec<ProtocolProblem>> {
        let mut content = self.clone();
        let mut problems = Vec::new();
        for (file, text) in files {
            match Protocol::parse(file, text) {
                Ok(protocol) => content.add(protocol),
                Err(found) => problems.extend(found),
            }
        }
        if problems.is_empty() {
            Ok(content)
        } else {
            Err(problems)
        }
    }

    /// All instruments.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// An instrument in the version that an entry names.
    pub fn instrument(&self, id: &str, version: &str) -> Option<&Instrument> {
        self.library.version(id, version)
    }

    /// The newest version of an instrument.
    pub fn instrument_newest(&self, id: &str) -> Option<&Instrument> {
        self.library.get(id)
    }

    /// A protocol in one version.
    pub fn protocol(&self, id: &str, version: &str) -> Option<&Protocol> {
        let versions = self.protocols.get(id)?;
        versions
            .iter()
            .find(|protocol| protocol.version == version)
            .map(Arc::as_ref)
    }

    /// The newest version of a protocol.
    pub fn protocol_newest(&self, id: &str) -> Option<&Protocol> {
        self.protocols.get(id)?.last().map(Arc::as_ref)
    }

    /// The newest version of every protocol, in order of id.
    pub fn protocols(&self) -> impl Iterator<Item = &Protocol> {
        self.protocols
            .values()
            .filter_map(|versions| versions.last())
            .map(Arc::as_ref)
    }
}

fn version_key(version: &str) -> Vec<u64> {
    version
        .split('.')
        .map(|part| part.parse().unwrap_or(0))
        .collect()
}
