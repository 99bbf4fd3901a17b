//! A clinic of made-up clients to measure with.

use attune_measures::Answers;
use attune_record::db::Db;
use attune_record::{NewEntry, Records, RootKey};
use attune_therapy::client::ClientRegistered;
use attune_therapy::course::CourseOpened;
use attune_therapy::ids::{AccountId, CourseId, RecordId, Token};
use attune_therapy::measure::{AnswerMode, MeasureCompleted, Occasion};
use attune_therapy::text::Text;
use attune_therapy::timeline::{EventKind, EventNoted};
use attune_therapy::{Content, Fact, Membership, Purpose, Reader, Role};
use jiff::Timestamp;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::runtime::Runtime;
use uuid::Uuid;

pub(crate) struct Clinic {
    pub(crate) runtime: Runtime,
    pub(crate) records: Records,
    pub(crate) ids: Vec<RecordId>,
    folder: PathBuf,
    root: RootKey,
}

pub(crate) fn now() -> Timestamp {
    "2026-03-02T09:00:00Z".parse().unwrap()
}

pub(crate) fn check_in() -> Fact {
    let content = Content::built_in();
    let instrument = content.instrument_newest("phq-9").unwrap();
    let mut answers = Answers::default();
    for item in 1..=9_i64 {
        // Not the ninth: an alert with every check-in is another measurement.
        answers.insert(item.to_string(), i64::from(item < 9) * (item % 3));
    }
    Fact::MeasureCompleted(MeasureCompleted {
        instrument: "phq-9".into(),
        version: instrument.version.to_string(),
        locale: "en".into(),
        occasion: Occasion::Unscheduled(Uuid::new_v4().simple().to_string()),
        answers,
        total_only: None,
        mode: AnswerMode::Portal,
    })
}

fn event(number: usize) -> Fact {
    Fact::EventNoted(EventNoted {
        title: Text::parse(&format!("Something happened, number {number}")).unwrap(),
        kind: EventKind::Other,
        when: attune_therapy::dates::ApproximateDate::Year(2024),
        people: Vec::new(),
        onset: false,
    })
}

pub(crate) fn new(fact: Fact) -> NewEntry {
    NewEntry::now(fact, now(), Token(Uuid::new_v4()))
}

impl Clinic {
    pub(crate) fn with_entries(clients: usize, entries: usize) -> Clinic {
        let folder = std::env::temp_dir().join(format!("attune-bench-{}", Uuid::new_v4()));
        std::fs::create_dir_all(&folder).unwrap();
        let runtime = Runtime::new().unwrap();
        let root = RootKey::random();
        let records = runtime.block_on(open(&folder, &root));
        let ids: Vec<RecordId> = (0..clients).map(|_| RecordId(Uuid::now_v7())).collect();
        let clinic = Clinic {
            runtime,
            records,
            ids,
            folder,
            root,
        };
        clinic.runtime.block_on(clinic.fill(entries));
        clinic
    }

    async fn fill(&self, entries: usize) {
        let reader = self.reader(Role::Therapist);
        let mut tasks = tokio::task::JoinSet::new();
        for record in self.ids.clone() {
            let (records, reader) = (self.records.clone(), reader.clone());
            tasks.spawn(async move {
                let mut list = first_entries();
                list.extend((0..entries.saturating_sub(2)).map(|number| {
                    new(if number % 6 == 0 {
                        check_in()
                    } else {
                        event(number)
                    })
                }));
                for some in list.chunks(500) {
                    let appended = records.append(&reader, record, some.to_vec(), now());
                    appended.await.unwrap();
                }
            });
            if tasks.len() >= 64 {
                tasks.join_next().await.unwrap().unwrap();
            }
        }
        while let Some(done) = tasks.join_next().await {
            done.unwrap();
        }
    }

    pub(crate) fn reader(&self, role: Role) -> Reader {
        let memberships: Vec<Membership> = self
            .ids
            .iter()
            .map(|record| Membership {
                record: *record,
                role,
                from: Timestamp::UNIX_EPOCH,
                until: None,
            })
            .collect();
        let account = AccountId(Uuid::from_u128(7));
        let clinic = self.records.clinic();
        Reader::vouched(clinic, account, role, Purpose::Care, memberships.into())
    }

    #[allow(dead_code)]
    pub(crate) fn view(&self, at: usize) -> usize {
        let reader = self.reader(Role::Therapist);
        let view = self.records.view(&reader, self.ids[at], "case", now());
        self.runtime.block_on(view).unwrap().len()
    }

    #[allow(dead_code)]
    pub(crate) fn view_cold(&self, at: usize) -> usize {
        self.records.forget_held();
        self.view(at)
    }

    #[allow(dead_code)]
    pub(crate) fn check_in(&self, at: usize) {
        let reader = self.reader(Role::Therapist);
        let entries = vec![new(check_in())];
        let append = self.records.append(&reader, self.ids[at], entries, now());
        self.runtime.block_on(append).unwrap();
    }

    #[allow(dead_code)]
    pub(crate) fn caseload(&self) -> usize {
        let reader = self.reader(Role::Therapist);
        let caseload = self.records.caseload(&reader, now());
        self.runtime.block_on(caseload).unwrap().len()
    }

    #[allow(dead_code)]
    pub(crate) fn verify(&self) -> u64 {
        let report = self.runtime.block_on(self.records.verify()).unwrap();
        assert!(report.is_clean());
        report.entries
    }
}

fn first_entries() -> Vec<NewEntry> {
    let protocol = Content::built_in().protocol_newest("ipt-adult-16").unwrap();
    let registered = ClientRegistered {
        name: Text::parse("Somebody made up").unwrap(),
        reference: None,
        born: None,
        locale: None,
        zone: None,
        fictitious: true,
    };
    let opened = CourseOpened {
        course: CourseId(Uuid::now_v7()),
        protocol: protocol.id.clone(),
        version: protocol.version.clone(),
        sessions: 16,
        ends_on: jiff::civil::date(2026, 9, 1),
    };
    vec![new(registered.into()), new(opened.into())]
}

async fn open(folder: &std::path::Path, root: &RootKey) -> Records {
    let data = Db::open_sqlite(&folder.join("data.sqlite")).await.unwrap();
    let keys = Db::open_sqlite(&folder.join("keys.sqlite")).await.unwrap();
    let content = Arc::new(Content::built_in().clone());
    Records::open(data, keys, root, content).await.unwrap()
}

impl Drop for Clinic {
    fn drop(&mut self) {
        let _ = &self.root;
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
