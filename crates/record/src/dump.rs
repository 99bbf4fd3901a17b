//! A logical dump: what is in the tables, row by row, the same from either engine. JSON, one value a line: a header,
//! then for each table its name and its rows as arrays, then how many rows there were and the SHA-256 of all lines
//! before. Bytes are in base64, ids and numbers with a point are text.

use crate::db::{Column, Db, DbError, Kind, Row, Tx, Value};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::StreamExt;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use tokio::sync::mpsc;
use uuid::Uuid;

/// The format that this program writes and the newest that it reads.
pub(crate) const FORMAT: u32 = 1;

/// The table that lists the migrations; its content is in the header.
const MIGRATIONS: &str = "migration";

/// Lines gathered before they are handed on.
const GATHERED: usize = 64 * 1024;

/// The first line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Header {
    /// The format's version.
    pub(crate) attune_backup: u32,
    /// `data` or `keys`.
    pub(crate) part: String,
    /// Whose.
    pub(crate) clinic: Option<Uuid>,
    /// When it was begun.
    pub(crate) made_at: Timestamp,
    /// The version of each part's tables.
    pub(crate) schemas: BTreeMap<String, i64>,
    /// The tables, in the order in which they follow.
    pub(crate) tables: Vec<Table>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Table {
    pub(crate) name: String,
    /// Names and types.
    pub(crate) columns: Vec<(String, String)>,
    pub(crate) rows: i64,
}

/// The last line.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Footer {
    pub(crate) rows: i64,
    pub(crate) sha256: String,
}

/// Between the tables.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct TableBegins {
    pub(crate) table: String,
}

/// Where lines go.
pub(crate) struct Sink {
    to: mpsc::Sender<Vec<u8>>,
    gathered: Vec<u8>,
    hash: Sha256,
}

/// Whoever takes the lines is gone; why is for them to say.
#[derive(Debug)]
pub(crate) struct SinkGone;

impl Sink {
    pub(crate) fn new(to: mpsc::Sender<Vec<u8>>) -> Sink {
        Sink {
            to,
            gathered: Vec::with_capacity(GATHERED),
            hash: Sha256::new(),
        }
    }

    async fn line(&mut self, line: &str) -> Result<(), SinkGone> {
        self.gathered.extend_from_slice(line.as_bytes());
        self.gathered.push(b'\n');
        if self.gathered.len() >= GATHERED {
            self.hand_on().await?;
        }
        Ok(())
    }

    async fn hand_on(&mut self) -> Result<(), SinkGone> {
        self.hash.update(&self.gathered);
        let full = std::mem::replace(&mut self.gathered, Vec::with_capacity(GATHERED));
        self.to.send(full).await.map_err(|_| SinkGone)
    }
}

/// Why there is no dump.
#[derive(Debug)]
pub(crate) enum DumpError {
    Db(DbError),
    Gone,
}

impl From<DbError> for DumpError {
    fn from(error: DbError) -> DumpError {
        DumpError::Db(error)
    }
}

impl From<SinkGone> for DumpError {
    fn from(_: SinkGone) -> DumpError {
        DumpError::Gone
    }
}

/// Dumps what one clinic has in the tables, except in those to be skipped, as one reading sees it.
pub(crate) async fn dump(
    tx: &mut Tx,
    part: &str,
    clinic: Option<Uuid>,
    skip: &[&str],
    made_at: Timestamp,
    sink: &mut Sink,
) -> Result<Header, DumpError> {
    let header = header(tx, part, clinic, skip, made_at).await?;
    sink.line(&json(&header)?).await?;
    let mut count = 0;
    for table in &header.tables {
        let begins = TableBegins {
            table: table.name.clone(),
        };
        sink.line(&json(&begins)?).await?;
        let columns = columns_of(table)?;
        let (text, values) = select(table, clinic, &names(&columns));
        let mut rows = tx.stream(&text, &values);
        while let Some(row) = rows.next().await {
            sink.line(&line_of(&row?, &columns)?).await?;
            count += 1;
        }
    }
    sink.hand_on().await?;
    let footer = Footer {
        rows: count,
        sha256: crate::hexadecimal(&sink.hash.clone().finalize()),
    };
    sink.line(&json(&footer)?).await?;
    sink.hand_on().await?;
    Ok(header)
}

async fn header(
    tx: &mut Tx,
    part: &str,
    clinic: Option<Uuid>,
    skip: &[&str],
    made_at: Timestamp,
) -> Result<Header, DumpError> {
    let mut header = Header {
        attune_backup: FORMAT,
        part: part.to_owned(),
        clinic,
        made_at,
        schemas: BTreeMap::new(),
        tables: Vec::new(),
    };
    for name in tx.tables().await? {
        if name == MIGRATIONS {
            let mut rows = tx.stream("SELECT part, MAX(number) FROM migration GROUP BY part", &[]);
            while let Some(row) = rows.next().await {
                let row = row?;
                header.schemas.insert(row.text(0)?, row.int(1)?);
            }
        } else if !skip.contains(&name.as_str()) {
            let columns = tx.columns(&name).await?;
            let mut table = Table {
                name,
                columns: columns
                    .iter()
                    .map(|c| (c.name.clone(), c.kind.name().to_owned()))
                    .collect(),
                rows: 0,
            };
            let (text, values) = select(&table, clinic, "COUNT(*)");
            if let Some(row) = tx.stream(&text, &values).next().await {
                table.rows = row?.int(0)?;
            }
            header.tables.push(table);
        }
    }
    Ok(header)
}

fn names(columns: &[Column]) -> String {
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    names.join(", ")
}

fn select(table: &Table, clinic: Option<Uuid>, what: &str) -> (String, Vec<Value>) {
    let text = format!("SELECT {what} FROM {}", table.name);
    // The salt of a passphrase belongs to the key database itself: it is needed before anybody knows whose the keys are.
    let clinic = match table.name.as_str() {
        "passphrase_salt" => clinic.map(|_| Uuid::nil()),
        _ => clinic,
    };
    match clinic {
        Some(clinic) => (format!("{text} WHERE tenant = $1"), vec![clinic.into()]),
        None => (text, Vec::new()),
    }
}

pub(crate) fn columns_of(table: &Table) -> Result<Vec<Column>, DbError> {
    let columns = table.columns.iter().map(|(name, kind)| {
        let unknown = || DbError::Other(format!("{}.{name} is of an unknown type", table.name));
        Ok(Column {
            name: name.clone(),
            kind: Kind::of(kind).ok_or_else(unknown)?,
        })
    });
    columns.collect()
}

fn json(value: &impl Serialize) -> Result<String, DbError> {
    serde_json::to_string(value).map_err(|error| DbError::Other(error.to_string()))
}

fn line_of(row: &Row, columns: &[Column]) -> Result<String, DbError> {
    let mut values = Vec::with_capacity(columns.len());
    for (at, column) in columns.iter().enumerate() {
        values.push(match column.kind {
            Kind::Bool => row.opt_bool(at)?.into(),
            Kind::Int => row.opt_int(at)?.into(),
            // As text, because readers of JSON differ in how exactly they read such a number.
            Kind::Real => row.opt_real(at)?.map(|real| real.to_string()).into(),
            Kind::Text => row.opt_text(at)?.into(),
            Kind::Bytes => row.opt_bytes(at)?.map(|b| STANDARD.encode(b)).into(),
            Kind::Uuid => row.opt_uuid(at)?.map(|id| id.to_string()).into(),
        });
    }
    json(&serde_json::Value::Array(values))
}

/// Reads a row's line; `None` when it does not fit the columns.
pub(crate) fn values_of(line: &str, columns: &[Column]) -> Option<Vec<Value>> {
    let read: Vec<serde_json::Value> = serde_json::from_str(line).ok()?;
    if read.len() != columns.len() {
        return None;
    }
    let values = read.into_iter().zip(columns).map(|(value, column)| {
        let text = match &value {
            serde_json::Value::String(text) => Some(text.as_str()),
            _ => None,
        };
        let absent = value.is_null();
        Some(match column.kind {
            Kind::Bool => Value::Bool(value.as_bool()?),
            Kind::Int if absent => Value::Int(None),
            Kind::Int => Value::Int(Some(value.as_i64()?)),
            Kind::Real if absent => Value::Real(None),
            Kind::Real => Value::Real(Some(text?.parse().ok()?)),
            Kind::Text if absent => Value::Text(None),
            Kind::Text => Value::Text(Some(text?.to_owned())),
            Kind::Bytes if absent => Value::Bytes(None),
            Kind::Bytes => Value::Bytes(Some(STANDARD.decode(text?).ok()?)),
            Kind::Uuid if absent => Value::Uuid(None),
            Kind::Uuid => Value::Uuid(Some(text?.parse().ok()?)),
        })
    });
    values.collect()
}

/// Dumps a whole database into a file that only its owner can read; before a migration, where the engine has no
/// copy of its own to offer. What is sealed stays sealed.
pub(crate) async fn dump_to_file(db: &Db, path: &Path) -> Result<(), DbError> {
    let (to, mut lines) = mpsc::channel::<Vec<u8>>(4);
    let file = path.to_owned();
    let writing = tokio::task::spawn_blocking(move || -> std::io::Result<()> {
        let mut file = crate::backup::new_private_file(&file)?;
        while let Some(lines) = lines.blocking_recv() {
            file.write_all(&lines)?;
        }
        file.sync_all()
    });
    let mut tx = db.begin_reading().await?;
    let mut sink = Sink::new(to);
    let dumped = dump(&mut tx, "copy", None, &[], Timestamp::now(), &mut sink).await;
    drop(sink);
    let failed = |error: std::io::Error| {
        DbError::Other(format!("the copy {} failed: {error}", path.display()))
    };
    let written = writing
        .await
        .map_err(|_| DbError::Other("the copy was not written".into()))?;
    written.map_err(failed)?;
    match dumped {
        Ok(_) => Ok(()),
        Err(DumpError::Db(error)) => Err(error),
        Err(DumpError::Gone) => Err(DbError::Other("the copy was not written".into())),
    }
}
