//! Brings an older schema up to this program's, step by step, and refuses a newer one.

use super::{Fault, cases, database::Database, group::Group, keys};

/// The schema that this program reads and writes.
pub const SCHEMA: u32 = 2;

/// One step from `from` to the next schema. `part` does a bounded part of the work and gives whether more is left; it is
/// called until nothing is, each part made durable before the next. The last part and the new number are one batch.
pub struct Step {
    pub from: u32,
    pub part: fn(&mut Group) -> Result<bool, Fault>,
}

/// All steps ever made. Schema 1 is the first.
pub const STEPS: &[Step] = &[Step { from: 1, part: cases::of_requests }];

#[derive(Debug)]
pub enum MigrateError {
    TooNew { found: u32 },
    Fault(Fault),
}

impl From<Fault> for MigrateError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Leaves the database with schema `known`, whatever it had.
pub fn migrate(database: &mut Database, known: u32, steps: &[Step]) -> Result<(), MigrateError> {
    loop {
        let mut group = Group::new(database.tree());
        let found = match group.get(keys::SCHEMA)? {
            Some(value) => {
                let bytes = value.try_into().map_err(|_| Fault::Read("the schema's number cannot be read".into()))?;
                u32::from_be_bytes(bytes)
            }
            None if database.tree().is_empty() => {
                group.put(keys::SCHEMA.to_vec(), known.to_be_bytes().to_vec());
                return Ok(database.write(group)?);
            }
            None => return Err(Fault::Read("it has no schema".into()).into()),
        };
        if found == known {
            return Ok(());
        }
        if found > known {
            return Err(MigrateError::TooNew { found });
        }
        let step = steps.iter().find(|step| step.from == found);
        let step = step.ok_or_else(|| Fault::Read(format!("nothing leads on from schema {found}")))?;
        if !(step.part)(&mut group)? {
            group.put(keys::SCHEMA.to_vec(), (found + 1).to_be_bytes().to_vec());
        }
        database.write(group)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sled::tally::Tally;

    fn database(folder: &std::path::Path) -> Database {
        let db = sled::Config::new().path(folder).open().unwrap();
        Database::new(db, folder, Tally::open(folder).unwrap()).unwrap()
    }

    /// Gives every `c` key a new letter, one at a time: a step whose work does not fit into one batch.
    fn rename_one(group: &mut Group) -> Result<bool, Fault> {
        for key in group.keys(b"c", 1)? {
            let value = group.get(&key)?.unwrap_or_default();
            group.put([b"k", &key[1..]].concat(), value);
            group.remove(key);
        }
        Ok(!group.keys(b"c", 1)?.is_empty())
    }

    fn double(group: &mut Group) -> Result<bool, Fault> {
        for key in group.keys(b"k", usize::MAX)? {
            let value = group.get(&key)?.unwrap_or_default();
            group.put(key, value.repeat(2));
        }
        Ok(false)
    }

    fn fail(_: &mut Group) -> Result<bool, Fault> {
        Err(Fault::Read("stopped here".into()))
    }

    fn old_data(database: &mut Database) {
        let mut group = Group::new(database.tree());
        group.put(keys::SCHEMA.to_vec(), 1_u32.to_be_bytes().to_vec());
        for name in ["c1", "c2", "c3"] {
            group.put(name.into(), name.into());
        }
        database.write(group).unwrap();
    }

    fn content(database: &Database) -> Vec<(String, String)> {
        let text = |bytes: sled::IVec| String::from_utf8(bytes.to_vec()).unwrap();
        let entries = database.tree().iter().map(|entry| entry.unwrap());
        entries.filter(|(key, _)| !key.starts_with(b"meta/")).map(|(key, value)| (text(key), text(value))).collect()
    }

    #[test]
    fn an_older_schema_is_brought_up_step_by_step() {
        let folder = tempfile::tempdir().unwrap();
        let mut database = database(folder.path());
        old_data(&mut database);
        let steps = [Step { from: 1, part: rename_one }, Step { from: 2, part: double }];
        migrate(&mut database, 3, &steps).unwrap();
        let expected = [("k1", "c1c1"), ("k2", "c2c2"), ("k3", "c3c3")].map(|(k, v)| (k.to_owned(), v.to_owned()));
        assert_eq!(content(&database), expected);
        migrate(&mut database, 3, &steps).unwrap();
        assert_eq!(content(&database), expected, "a second run has nothing to do");
    }

    #[test]
    fn a_migration_that_was_stopped_goes_on_from_the_step_it_reached() {
        let folder = tempfile::tempdir().unwrap();
        let mut database = database(folder.path());
        old_data(&mut database);
        let broken = [Step { from: 1, part: rename_one }, Step { from: 2, part: fail }];
        assert!(matches!(migrate(&mut database, 3, &broken), Err(MigrateError::Fault(_))));
        let steps = [Step { from: 1, part: fail }, Step { from: 2, part: double }];
        migrate(&mut database, 3, &steps).unwrap();
        assert_eq!(content(&database)[0], ("k1".to_owned(), "c1c1".to_owned()));
    }

    #[test]
    fn a_schema_that_nothing_leads_on_from_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let mut database = database(folder.path());
        old_data(&mut database);
        assert!(matches!(migrate(&mut database, 2, &[]), Err(MigrateError::Fault(_))));
        assert_eq!(content(&database).len(), 3);
    }

    #[test]
    fn the_steps_lead_from_the_first_schema_to_this_one() {
        assert!(STEPS.iter().map(|step| step.from).eq(1..SCHEMA));
    }
}
