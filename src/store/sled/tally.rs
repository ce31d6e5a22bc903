//! A count of the groups of changes that were confirmed, kept outside sled to notice what sled does not say.
//!
//! Where sled finds damage near the end of its log it cuts the log there and opens as if nothing had been behind it.
//! Each group raises a number inside the tree (`meta/groups`); once the group is durable, the same number is written
//! here. So the tree's number can never be the lower one, unless confirmed changes are gone. The file is not synced:
//! after a power cut it may be too low, which weakens the check and never makes it cry wolf.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
};

/// Tells a written count from whatever else may stand in the file.
const SEAL: u64 = 0x736f_6461_6e21_7461;

pub const FILE: &str = "tally";

pub struct Tally(File);

impl Tally {
    pub fn open(folder: &Path) -> io::Result<Self> {
        OpenOptions::new().read(true).write(true).create(true).truncate(false).open(folder.join(FILE)).map(Self)
    }

    /// 0 where nothing sensible is written.
    pub fn read(&mut self) -> io::Result<u64> {
        let mut bytes = Vec::new();
        self.0.seek(SeekFrom::Start(0))?;
        Read::take(&self.0, 17).read_to_end(&mut bytes)?;
        let ([count, seal], []) = bytes.as_chunks() else { return Ok(0) };
        let count = u64::from_be_bytes(*count);
        Ok(if u64::from_be_bytes(*seal) == count ^ SEAL { count } else { 0 })
    }

    pub fn write(&mut self, count: u64) -> io::Result<()> {
        self.0.seek(SeekFrom::Start(0))?;
        self.0.write_all(&[count.to_be_bytes(), (count ^ SEAL).to_be_bytes()].concat())
    }
}
