//! Opens the data folder, or says why not and what to do.

use std::{
    io::{self, ErrorKind},
    path::Path,
    thread,
    time::{Duration, Instant},
};

use sled::Db;

use super::{
    Fault, SledOptions,
    database::Database,
    group::Group,
    keys,
    migrate::{self, MigrateError, migrate},
    quiet,
    tally::{self, Tally},
};
use crate::store::StoreError;

/// sled lets go of its lock some moments after it was closed, and a process that was told to stop needs some as well.
const PATIENCE: Duration = Duration::from_secs(3);
const BETWEEN_TRIES: Duration = Duration::from_millis(50);

pub fn open(options: &SledOptions) -> Result<Database, StoreError> {
    let folder = options.folder.as_path();
    let unusable = |source| StoreError::Folder { folder: folder.to_owned(), source };
    make_folder(folder).map_err(unusable)?;
    let tally = Tally::open(folder).map_err(unusable)?;
    quiet::catch(|| {
        let db = open_patiently(options)?;
        let mut database = Database::new(db, folder, tally).map_err(unusable)?;
        complete(&mut database).map_err(|fault| fault.into_error(folder))?;
        migrate(&mut database, migrate::SCHEMA, migrate::STEPS).map_err(|error| match error {
            MigrateError::TooNew { found } => {
                StoreError::TooNew { folder: folder.to_owned(), found, known: migrate::SCHEMA }
            }
            MigrateError::Fault(fault) => fault.into_error(folder),
        })?;
        Ok(database)
    })
    .unwrap_or_else(|panic| Err(Fault::Read(panic).into_error(folder)))
}

/// The folder holds what people said in confidence: nobody else may look into one made here.
fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.metadata().is_ok_and(|found| !found.is_dir()) {
        return Err(ErrorKind::NotADirectory.into());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn open_patiently(options: &SledOptions) -> Result<Db, StoreError> {
    let folder = options.folder.as_path();
    let began = Instant::now();
    loop {
        let config = sled::Config::new().path(folder).cache_capacity(options.cache_bytes);
        let error = match config.open() {
            Ok(db) => return Ok(db),
            Err(error) => error,
        };
        match error {
            // sled has no error of its own for this.
            sled::Error::Io(source) if source.to_string().starts_with("could not acquire lock") => {
                if began.elapsed() >= PATIENCE {
                    return Err(StoreError::InUse { folder: folder.to_owned() });
                }
                thread::sleep(BETWEEN_TRIES);
            }
            sled::Error::Io(source) if speaks_of_the_folder(source.kind()) => {
                return Err(StoreError::Folder { folder: folder.to_owned(), source });
            }
            other => return Err(Fault::from(other).into_error(folder)),
        }
    }
}

/// Other errors while reading, such as an unexpected end, speak of what is in the files.
fn speaks_of_the_folder(kind: ErrorKind) -> bool {
    use ErrorKind::*;
    matches!(kind, PermissionDenied | ReadOnlyFilesystem | StorageFull | QuotaExceeded | NotADirectory | IsADirectory)
}

/// Finds out whether confirmed changes are missing, before anything is written. See [`tally`].
fn complete(database: &mut Database) -> Result<(), Fault> {
    let confirmed = database.tally().read().map_err(|error| Fault::Read(error.to_string()))?;
    let found = Group::new(database.tree()).number(keys::GROUPS)?;
    if found < confirmed {
        return Err(Fault::Read(format!(
            "{} of {confirmed} confirmed groups of changes are missing; to go on with what is left, remove the file `{}`",
            confirmed - found,
            tally::FILE,
        )));
    }
    Ok(())
}
