//! Walking the chains.

use super::Report;
use crate::chain::{self, Hash, commit_after, read_heads};
use crate::db::{Row, Tx, Value};
use crate::inner::Inner;
use crate::keys::{Blocks, KeyError};
use crate::statements as sql;
use crate::stored::{StoredEntry, StoredError};
use attune_therapy::Fact;
use attune_therapy::ids::RecordId;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

pub(super) struct Walk<'a> {
    pub(super) inner: &'a Inner,
    pub(super) tx: Tx,
    pub(super) report: Report,
    /// Where the last commit that touched a record left it.
    pub(super) heads: HashMap<RecordId, (i64, Hash)>,
}

/// Where a walk along one record stands.
struct Along {
    record: RecordId,
    seq: i64,
    hash: Hash,
    /// After a broken link the walk goes on from what is stored, so that one damage is one finding.
    seen: HashSet<Uuid>,
}

impl Walk<'_> {
    fn clinic(&self) -> Value {
        self.inner.clinic().0.into()
    }

    /// The clinic's chain of commits.
    pub(super) async fn commits(&mut self) -> Result<(), StoredError> {
        let (mut n, mut hash) = (0_i64, chain::START);
        loop {
            let values = [self.clinic(), n.into()];
            let rows = self.tx.fetch(sql::COMMITS_FROM, &values).await?;
            if rows.is_empty() {
                break;
            }
            for row in &rows {
                self.commit(row, &mut n, &mut hash)?;
            }
        }
        let values = [self.clinic()];
        let rows = self.tx.fetch(sql::CLINIC_HEAD, &values).await?;
        let stands = match rows.first() {
            Some(row) => Some((row.int(0)?, row.bytes(1)?)),
            None => None,
        };
        if stands != Some((n, hash.to_vec())) {
            let what = "the clinic's chain does not end where the clinic stands: commits are missing at the end, or the clinic's row was changed";
            self.report.add(None, Some(n), what);
        }
        Ok(())
    }

    fn commit(&mut self, row: &Row, n: &mut i64, hash: &mut Hash) -> Result<(), StoredError> {
        let (number, heads, stored) = (row.int(0)?, row.bytes(1)?, row.bytes(2)?);
        self.report.commits += 1;
        if number != *n + 1 {
            let what = format!("the commits before it from {} on are missing", *n + 1);
            self.report.add(None, Some(number), what);
        } else if commit_after(hash, self.inner.clinic(), number, &heads).as_slice() != stored {
            self.report
                .add(None, Some(number), "it was changed or moved");
        }
        match read_heads(&heads) {
            Some(heads) => {
                for head in heads {
                    self.heads.insert(head.record, (head.seq, head.hash));
                }
            }
            None => self.report.add(None, Some(number), "it cannot be read"),
        }
        *n = number;
        *hash = stored.try_into().unwrap_or(chain::START);
        Ok(())
    }

    /// Every record's chain.
    pub(super) async fn records(&mut self) -> Result<(), StoredError> {
        let mut after = Uuid::nil();
        loop {
            let values = [self.clinic(), after.into()];
            let rows = self.tx.fetch(sql::RECORDS_AFTER, &values).await?;
            let Some(last) = rows.last() else { break };
            after = last.uuid(0)?;
            for row in &rows {
                let record = RecordId(row.uuid(0)?);
                let is_clinic = record.0 == self.inner.clinic().0;
                if row.text(1)? != if is_clinic { "clinic" } else { "client" } {
                    self.report.add(Some(record), None, "its row was changed");
                }
                self.record(record).await?;
            }
        }
        let mut missing: Vec<RecordId> = self.heads.keys().copied().collect();
        missing.sort();
        for record in missing {
            let what = "the record is missing, though commits of the clinic name it";
            self.report.add(Some(record), None, what);
        }
        self.strays().await
    }

    async fn record(&mut self, record: RecordId) -> Result<(), StoredError> {
        self.report.records += 1;
        let blocks = match self.inner.keys.blocks(record).await {
            Ok(blocks) => Some(blocks),
            Err(error @ KeyError::Db(_)) => return Err(error.into()),
            Err(error) => {
                self.report.add(Some(record), None, error);
                None
            }
        };
        let mut along = Along {
            record,
            seq: 0,
            hash: chain::START,
            seen: HashSet::new(),
        };
        loop {
            let values = [self.clinic(), record.0.into(), along.seq.into()];
            let rows = self.tx.fetch(sql::ENTRIES_FROM, &values).await?;
            if rows.is_empty() {
                break;
            }
            for row in &rows {
                self.entry(&mut along, row, blocks.as_ref()).await?;
            }
        }
        match self.heads.remove(&record) {
            Some((seq, hash)) if (seq, hash) == (along.seq, along.hash) => {}
            Some((seq, _)) => {
                let what = format!(
                    "the clinic's last commit that touched it left it at entry {seq}, but it ends at {} or differs: entries are missing at the end, or were put in",
                    along.seq
                );
                self.report.add(Some(record), Some(along.seq), what);
            }
            None => {
                let what = "no commit of the clinic names this record: it was put in";
                self.report.add(Some(record), None, what);
            }
        }
        Ok(())
    }

    async fn entry(
        &mut self,
        along: &mut Along,
        row: &Row,
        blocks: Option<&Blocks>,
    ) -> Result<(), StoredError> {
        let record = along.record;
        let seq = row.int(0)?;
        self.report.entries += 1;
        if seq != along.seq + 1 {
            let what = format!(
                "the entries before it from {} on are missing",
                along.seq + 1
            );
            self.report.add(Some(record), Some(seq), what);
        }
        let gap = seq != along.seq + 1;
        along.seq = seq;
        let stored = match StoredEntry::from_row(record, row) {
            Ok(stored) => stored,
            Err(error) => {
                self.report.add(Some(record), Some(seq), error);
                along.hash = row.bytes(8)?.try_into().unwrap_or(chain::START);
                return Ok(());
            }
        };
        if !gap && stored.link(self.inner.clinic()).after(&along.hash) != stored.chain {
            let what = "it was changed or moved";
            self.report.add(Some(record), Some(seq), what);
        }
        let new = along.seen.insert(stored.id.0) && along.seen.insert(stored.token.0);
        if !new {
            let what = "it is there twice";
            self.report.add(Some(record), Some(seq), what);
        }
        along.hash = stored.chain;
        let Some(blocks) = blocks else { return Ok(()) };
        match stored.open(self.inner.clinic(), blocks) {
            Ok(Some(entry)) => {
                if let Fact::AttachmentAdded(added) = &entry.fact {
                    self.report.attachments += 1;
                    match self.inner.attachment(record, added).await {
                        Err(StoredError::Db(error)) => return Err(error.into()),
                        Err(error) => self.report.add(Some(record), Some(seq), error),
                        Ok(_) => {}
                    }
                }
            }
            Ok(None) => self.report.erased += 1,
            Err(error) => self.report.add(Some(record), Some(seq), error),
        }
        Ok(())
    }

    /// Entries that stand in no record at all.
    async fn strays(&mut self) -> Result<(), StoredError> {
        let values = [self.clinic()];
        for row in self.tx.fetch(sql::STRAY_RECORDS, &values).await? {
            let record = RecordId(row.uuid(0)?);
            let what = "entries of a record that has no row: the record's row is missing, or they were put in";
            self.report.add(Some(record), None, what);
        }
        Ok(())
    }
}
