//! Writing: one task takes what arrives, admits it in order against candidate cases, and makes everything that
//! waits durable in one commit. An answer is given only after the commit.

mod batch;
mod job;

pub(crate) use job::{Access, Append, DraftKey, DraftWrite, Job};
pub use job::{NewEntry, Outcome, WriteError};

use crate::inner::Inner;
use batch::Batch;
use std::sync::Arc;
use tokio::sync::mpsc;

/// How many jobs one commit takes in, at most.
const MOST: usize = 128;

/// How often a batch is tried again when another node was quicker.
const TRIES: usize = 8;

/// The queue in front of the writer.
pub(crate) type Queue = mpsc::Sender<Job>;

/// Starts the writer. It ends when every [`Queue`] to it is dropped.
pub(crate) fn start(inner: Arc<Inner>, mut jobs: mpsc::Receiver<Job>) {
    tokio::spawn(async move {
        let mut waiting = Vec::with_capacity(MOST);
        while jobs.recv_many(&mut waiting, MOST).await > 0 {
            commit(&inner, std::mem::take(&mut waiting)).await;
        }
    });
}

async fn commit(inner: &Inner, mut jobs: Vec<Job>) {
    for _ in 0..TRIES {
        jobs.retain(|job| !job.is_abandoned());
        let mut batch = Batch::default();
        let outcome = batch.prepare(inner, &jobs).await;
        let outcome = match outcome {
            Ok(()) => batch.write(inner).await,
            Err(error) => Err(error),
        };
        match outcome {
            Ok(()) => {
                batch.publish(inner);
                batch.answer(jobs);
                return;
            }
            Err(WriteError::Conflict) => {
                inner.cache.forget_all();
                if let Err(error) = inner.learn_clinic_head().await {
                    answer_all(jobs, &error);
                    return;
                }
            }
            Err(error) => {
                tracing::error!(
                    kind = error.kind(),
                    "a commit failed; nothing of it was stored"
                );
                inner.cache.forget_all();
                answer_all(jobs, &error);
                return;
            }
        }
    }
    answer_all(jobs, &WriteError::Conflict);
}

fn answer_all(jobs: Vec<Job>, error: &WriteError) {
    for job in jobs {
        job.answer_error(error.clone());
    }
}
