//! Restoring a backup into empty databases of either engine. Lists of destroyed keys are merged and their keys
//! dropped, so that what was erased stays erased; projections are remade, and everything is verified.

mod read;

use crate::backup::{BackupFiles, Secret};
use crate::db::{Db, DbError, Migration};
use crate::dump::{Footer, Header, Table, TableBegins, columns_of, values_of};
use crate::keys::DestroyedKey;
use crate::records::{OpenError, ReadError, Records};
use crate::sealing::RootKey;
use crate::statements as sql;
use crate::verify::Report;
use crate::writer::WriteError;
use attune_therapy::Content;
use read::Lines;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A part of the program that keeps tables in the data database, and how they came to be.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// Its name, as given to [`Db::migrate`].
    pub name: &'static str,
    /// Its migrations.
    pub migrations: &'static [Migration],
}

/// The record's own part of the data database.
pub const RECORD: Part = Part {
    name: "record",
    migrations: crate::schema::DATA,
};

const KEYS: Part = Part {
    name: "keys",
    migrations: crate::schema::KEYS,
};

/// What is restored, and where to.
#[derive(Debug)]
pub struct Restoring<'a> {
    /// The file with the data.
    pub data_file: &'a Path,
    /// The file with the keys; none when the data is to be put beside keys that are still there.
    pub keys_file: Option<&'a Path>,
    /// What opens the files.
    pub secret: &'a Secret,
    /// An empty database for the data.
    pub data: Db,
    /// An empty database for the keys, or the present one.
    pub keys: Db,
    /// What opens the keys.
    pub root: &'a RootKey,
    /// Content, for the projections.
    pub content: Arc<Content>,
    /// Parts beside the record itself that keep tables in the data database.
    pub parts: &'a [Part],
    /// Keys that were destroyed since the backup, as other copies know them.
    pub destroyed: Vec<(DestroyedKey, i64)>,
}

/// What was restored.
#[derive(Debug, Clone, Serialize)]
pub struct Restored {
    /// Rows of each table.
    pub rows: BTreeMap<String, i64>,
    /// Records whose projections were remade.
    pub records: u64,
    /// What verifying found.
    pub report: Report,
}

/// Why a backup was not restored.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The file cannot be read.
    #[error("the backup {path} cannot be read: {why}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The secret does not open the file.
    #[error("this passphrase or identity does not open {0}")]
    Secret(PathBuf),
    /// The database has something in it.
    #[error(
        "the database for the {0} is not empty; restore into new databases and put them in place afterwards"
    )]
    NotEmpty(&'static str),
    /// The two files do not belong together.
    #[error("{0}")]
    Mismatch(String),
    /// A database failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// What was restored cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// What was restored cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Projections could not be remade.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// Restores. The databases are of no use when this fails.
pub async fn restore(from: Restoring<'_>) -> Result<(Records, Restored), RestoreError> {
    let mut rows = BTreeMap::new();
    let mut parts = vec![RECORD];
    parts.extend(from.parts);
    let keys_clinic = match from.keys_file {
        Some(file) => {
            let header = load(file, "keys", from.secret, &from.keys, &[KEYS], &mut rows).await?;
            header.clinic
        }
        None => None,
    };
    let header = load(
        from.data_file,
        "data",
        from.secret,
        &from.data,
        &parts,
        &mut rows,
    )
    .await?;
    if keys_clinic.is_some() && keys_clinic != header.clinic {
        return Err(RestoreError::Mismatch(
            "the two files are of different clinics".to_owned(),
        ));
    }
    note_destroyed(&from, &header).await?;
    // Opening settles the lists of destroyed keys of both sides against each other.
    let records = Records::open(from.data, from.keys, from.root, from.content).await?;
    if Some(records.clinic().0) != header.clinic {
        return Err(RestoreError::Mismatch(
            "the keys belong to another clinic than the data".to_owned(),
        ));
    }
    let count = records.rebuild().await?;
    let report = records.verify().await?;
    let restored = Restored {
        rows,
        records: count,
        report,
    };
    Ok((records, restored))
}

/// Proves that a copy restores: restores it into a throwaway folder under `scratch`, verifies, and removes it.
pub async fn check(
    files: &BackupFiles,
    secret: &Secret,
    root: &RootKey,
    content: Arc<Content>,
    parts: &[Part],
    scratch: &Path,
) -> Result<Restored, RestoreError> {
    let folder = scratch.join(format!(".attune-check-{}", uuid::Uuid::new_v4()));
    let failed = |error: std::io::Error| RestoreError::File {
        path: folder.clone(),
        why: error.to_string(),
    };
    private_folder(&folder).map_err(failed)?;
    let outcome = check_in(&folder, files, secret, root, content, parts).await;
    let removed = std::fs::remove_dir_all(&folder).map_err(failed);
    let restored = outcome?;
    removed?;
    Ok(restored)
}

async fn check_in(
    folder: &Path,
    files: &BackupFiles,
    secret: &Secret,
    root: &RootKey,
    content: Arc<Content>,
    parts: &[Part],
) -> Result<Restored, RestoreError> {
    let data = Db::open_sqlite(&folder.join("data.sqlite")).await?;
    let keys = Db::open_sqlite(&folder.join("keys.sqlite")).await?;
    let restored = restore(Restoring {
        data_file: &files.data,
        keys_file: Some(&files.keys),
        secret,
        data: data.clone(),
        keys: keys.clone(),
        root,
        content,
        parts,
        destroyed: Vec::new(),
    })
    .await;
    data.close().await;
    keys.close().await;
    restored.map(|(_, restored)| restored)
}

fn private_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path)
}

async fn note_destroyed(from: &Restoring<'_>, header: &Header) -> Result<(), RestoreError> {
    let Some(clinic) = header.clinic else {
        return Ok(());
    };
    let mut tx = from.data.begin().await?;
    let known = tx.fetch(sql::DESTROYED, &[clinic.into()]).await?;
    let mut names = std::collections::HashSet::new();
    for row in known {
        names.insert((row.uuid(0)?, row.text(1)?));
    }
    for (key, at) in &from.destroyed {
        if names.insert((key.record().0, key.name())) {
            let values = [
                clinic.into(),
                key.record().0.into(),
                key.name().into(),
                (*at).into(),
            ];
            tx.insert(sql::INSERT_DESTROYED, &values).await?;
        }
    }
    Ok(tx.commit().await?)
}

/// Loads one file into one database.
async fn load(
    path: &Path,
    part: &'static str,
    secret: &Secret,
    db: &Db,
    parts: &[Part],
    rows: &mut BTreeMap<String, i64>,
) -> Result<Header, RestoreError> {
    let damaged = |why: &str| RestoreError::File {
        path: path.to_owned(),
        why: why.to_owned(),
    };
    let mut lines = Lines::open(path, secret)?;
    let first = lines.next().await?.ok_or_else(|| damaged("it is empty"))?;
    let header: Header =
        serde_json::from_str(&first).map_err(|_| damaged("it is not a backup of Attune"))?;
    if header.attune_backup > crate::dump::FORMAT {
        return Err(damaged("a newer program made it; restore it with that one"));
    }
    if header.part != part {
        return Err(damaged(&format!(
            "it holds the {} and not the {part}; perhaps the files were taken for each other",
            header.part
        )));
    }
    for part in parts {
        if db.schema_version(part.name).await? > 0 {
            return Err(RestoreError::NotEmpty(if part.name == KEYS.name {
                "keys"
            } else {
                "data"
            }));
        }
    }
    prepare(db, &header, parts).await?;
    let mut tx = db.begin().await?;
    let mut count = 0;
    let mut tables = header.tables.iter();
    let mut filling: Option<Filling> = None;
    loop {
        let line = lines
            .next()
            .await?
            .ok_or_else(|| damaged("its end is missing"))?;
        if line.starts_with('[') {
            let filling = filling
                .as_mut()
                .ok_or_else(|| damaged("a row stands in no table"))?;
            filling
                .take(&mut tx, &line)
                .await?
                .ok_or_else(|| damaged("a row does not fit"))?;
            count += 1;
            continue;
        }
        if let Some(done) = filling.take() {
            let (name, stored, promised) = done.finish(&mut tx).await?;
            if stored != promised {
                return Err(damaged(&format!("rows of the table {name} are missing")));
            }
            rows.insert(name, stored);
        }
        if let Ok(begins) = serde_json::from_str::<TableBegins>(&line) {
            let table = tables.next().filter(|table| table.name == begins.table);
            let table = table.ok_or_else(|| damaged("its tables are out of order"))?;
            filling = Some(Filling::of(table)?);
        } else if let Ok(footer) = serde_json::from_str::<Footer>(&line) {
            if footer.rows != count || footer.sha256 != lines.hash() || tables.next().is_some() {
                return Err(damaged("it is not complete"));
            }
            break;
        } else {
            return Err(damaged("a line of it cannot be read"));
        }
    }
    tx.commit().await?;
    for part in parts {
        db.migrate(part.name, part.migrations).await?;
    }
    Ok(header)
}

/// Makes the tables in the versions that the backup has; they go forward when they are full.
async fn prepare(db: &Db, header: &Header, parts: &[Part]) -> Result<(), RestoreError> {
    for (name, version) in &header.schemas {
        let Some(part) = parts.iter().find(|part| part.name == name) else {
            let why =
                format!("it has tables of a part called {name}, which this program does not know");
            return Err(RestoreError::Mismatch(why));
        };
        let newest = part.migrations.iter().map(|m| m.number).max().unwrap_or(0);
        if *version > newest {
            return Err(DbError::Newer {
                part: name.clone(),
                found: *version,
                known: newest,
            }
            .into());
        }
        db.migrate_up_to(name, part.migrations, *version).await?;
    }
    Ok(())
}

/// Rows of one table on their way in.
struct Filling {
    table: Table,
    columns: Vec<crate::db::Column>,
    values: Vec<crate::db::Value>,
    stored: i64,
}

/// Bytes of values gathered before they are inserted, roughly.
const AT_ONCE: usize = 64;

impl Filling {
    fn of(table: &Table) -> Result<Filling, DbError> {
        // A name goes into the statement's text, so it must be a name and nothing else.
        let plain = |name: &str| {
            !name.is_empty()
                && name
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        };
        if !plain(&table.name) || !table.columns.iter().all(|(name, _)| plain(name)) {
            return Err(DbError::Other(
                "a table of the backup has a strange name".into(),
            ));
        }
        Ok(Filling {
            columns: columns_of(table)?,
            table: table.clone(),
            values: Vec::new(),
            stored: 0,
        })
    }

    async fn take(&mut self, tx: &mut crate::db::Tx, line: &str) -> Result<Option<()>, DbError> {
        let Some(values) = values_of(line, &self.columns) else {
            return Ok(None);
        };
        self.values.extend(values);
        self.stored += 1;
        if self.values.len() >= AT_ONCE * self.columns.len() {
            self.insert(tx).await?;
        }
        Ok(Some(()))
    }

    async fn insert(&mut self, tx: &mut crate::db::Tx) -> Result<(), DbError> {
        let names: Vec<&str> = self.columns.iter().map(|c| c.name.as_str()).collect();
        tx.insert_made(&self.table.name, &names, &self.values)
            .await?;
        self.values.clear();
        Ok(())
    }

    async fn finish(mut self, tx: &mut crate::db::Tx) -> Result<(String, i64, i64), DbError> {
        self.insert(tx).await?;
        Ok((self.table.name, self.stored, self.table.rows))
    }
}
