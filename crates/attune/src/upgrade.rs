//! Before tables are migrated forward, what is there is copied aside.

use crate::clinic::{DATA_FILE, KEYS_FILE, Place};
use attune_record::db::Db;

/// Copies the data and key files aside when this program has migrations that they have not seen.
pub(crate) async fn back_up_before_migrating(place: &Place, data: &Db) -> anyhow::Result<()> {
    if data.is_read_only() || place.database.is_some() {
        return Ok(());
    }
    let found = (
        data.schema_version("record").await?,
        data.schema_version("identity").await?,
    );
    let newest = |migrations: &[attune_record::db::Migration]| {
        migrations.iter().map(|m| m.number).max().unwrap_or(0)
    };
    let known = (
        newest(attune_record::schema::DATA),
        newest(attune_identity::MIGRATIONS),
    );
    if found == (0, 0) || found == known {
        return Ok(());
    }
    let stamp = format!("before-{}-{}", known.0, known.1);
    for file in [DATA_FILE, KEYS_FILE] {
        let (from, to) = (
            place.data.join(file),
            place.data.join(format!("{file}.{stamp}")),
        );
        if from.exists() && !to.exists() {
            attune_record::db::copy_sqlite(&from, &to).await?;
        }
    }
    tracing::info!(%stamp, "the data folder was copied aside before an upgrade");
    Ok(())
}
