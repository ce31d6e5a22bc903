//! The open database: one tree, and the one way to make changes to it durable.

use std::{fs::File, io, path::Path};

use sled::{Db, Tree};

use super::{Fault, group::Group, keys, tally::Tally};

pub struct Database {
    tree: Tree,
    db: Db,
    /// sled's log once more, through a descriptor of our own, to sync it.
    log: File,
    tally: Tally,
}

impl Database {
    /// `db` is the database in `folder`.
    pub fn new(db: Db, folder: &Path, tally: Tally) -> Result<Self, io::Error> {
        let log = File::options().write(true).open(folder.join("db"))?;
        log.sync_all()?;
        sync_names(folder)?;
        Ok(Self { tree: Tree::clone(&db), db, log, tally })
    }

    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    pub fn tally(&mut self) -> &mut Tally {
        &mut self.tally
    }

    /// Makes all changes of the group durable, together or not at all.
    ///
    /// On Linux sled's `flush` ends with `sync_file_range`, which writes neither the file's metadata nor the disk's
    /// own cache (sled issue 1452). Measured over simulated power cuts, `flush` alone lost confirmed changes in two
    /// rounds of three and could not always be opened again; with `fdatasync` after it, none in 140 rounds. Hence both.
    /// Never `flush_async`: two of them at once can wait for each other for ever (sled issue 1308, not mended in 0.34.7).
    ///
    /// After an error it is unknown what reached the disk, and a second sync would report success without having
    /// written what the first one failed to write. So nothing may be confirmed any more by this process.
    pub fn write(&mut self, mut group: Group) -> Result<(), Fault> {
        if group.is_empty() {
            return Ok(());
        }
        let count = group.number(keys::GROUPS)? + 1;
        group.put(keys::GROUPS.to_vec(), count.to_be_bytes().to_vec());
        let said = |error: sled::Error| Fault::Write(error.to_string());
        self.tree.apply_batch(group.into_batch()).map_err(said)?;
        self.db.flush().map_err(said)?;
        self.log.sync_data().map_err(|error| Fault::Write(error.to_string()))?;
        self.tally.write(count).map_err(|error| Fault::Write(error.to_string()))
    }
}

/// Makes durable that the files are there at all: a sync of a file says nothing about its name in the folder.
#[cfg(unix)]
fn sync_names(folder: &Path) -> io::Result<()> {
    File::open(folder.join("conf"))?.sync_all()?;
    File::open(folder)?.sync_all()?;
    match folder.canonicalize()?.parent() {
        // A parent that may not be read can't be synced either; then it was not made here.
        Some(parent) => File::open(parent).map_or(Ok(()), |parent| parent.sync_all()),
        None => Ok(()),
    }
}

#[cfg(not(unix))]
fn sync_names(_folder: &Path) -> io::Result<()> {
    Ok(())
}
