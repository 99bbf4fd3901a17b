//! Writing: one task takes what arrives, admits it in order against candidate cases, and makes everything that
//! waits durable in one commit. An answer is given only after the commit.

mod batch;
mod candidate;
mod erasing;
mod job;
mod pins;

pub(crate) use erasing::{Erasing, What};
pub(crate) use job::{Access, Append, Authority, DraftKey, DraftWrite, Job};
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
            for batch in in_batches(std::mem::take(&mut waiting)) {
                commit(&inner, batch).await;
            }
        }
    });
}

/// Erasures are done alone; what came between two of them shares a commit.
fn in_batches(jobs: Vec<Job>) -> Vec<Vec<Job>> {
    let mut batches: Vec<Vec<Job>> = Vec::new();
    let mut alone = true;
    for job in jobs {
        let erases = matches!(job, Job::Erase(..));
        match batches.last_mut() {
            Some(batch) if !alone && !erases => batch.push(job),
            _ => batches.push(vec![job]),
        }
        alone = erases;
    }
    batches
}

async fn commit(inner: &Inner, mut jobs: Vec<Job>) {
    if let Some(Job::Erase(..)) = jobs.first() {
        for job in jobs {
            if let Job::Erase(erasing, answer) = job {
                // A receiver that is gone needs no answer.
                drop(answer.send(erasing::erase(inner, &erasing).await));
            }
        }
        return;
    }
    for attempt in 0..TRIES {
        jobs.retain(|job| !job.is_abandoned());
        let mut batch = Batch::begin(inner);
        let outcome = match batch.prepare(inner, &jobs).await {
            Ok(()) => batch.write(inner).await,
            Err(error) => Err(error),
        };
        match outcome {
            Ok(()) => {
                let long = batch.publish(inner);
                batch.answer(jobs);
                for (record, loaded) in long {
                    inner.take_snapshot(record, &loaded).await;
                }
                return;
            }
            Err(WriteError::Conflict) => {
                if let Err(error) = start_over(inner, attempt).await {
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
    if jobs.len() > 1 {
        // Perhaps one of them cannot succeed at all; that is no reason to refuse the others.
        for job in jobs {
            Box::pin(commit(inner, vec![job])).await;
        }
    } else {
        answer_all(jobs, &WriteError::Conflict);
    }
}

/// Learns what another node did. From the second time on nothing that is held is trusted.
pub(super) async fn start_over(inner: &Inner, attempt: usize) -> Result<(), WriteError> {
    if attempt > 0 {
        inner.cache.forget_all();
        // Nodes that met once would meet again.
        let wait = 1 << attempt.min(6);
        tokio::time::sleep(std::time::Duration::from_millis(wait)).await;
    }
    Ok(inner.catch_up().await?)
}

fn answer_all(jobs: Vec<Job>, error: &WriteError) {
    for job in jobs {
        job.answer_error(error.clone());
    }
}
