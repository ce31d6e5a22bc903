//! `sodan staff`: accounts for the helpdesk's people, made in the data folder while nothing serves it.

use std::{
    io::{self, BufRead, IsTerminal, Write},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use clap::ValueEnum;

use super::{Failure, Outcome, settings};
use crate::{
    helpdesk::{
        name::StaffName,
        password::{FEWEST_CHARS, MOST_BYTES, Password, PasswordProblem},
        role::Role,
        staff::{Member, Staff, StaffError},
        telegram as links,
    },
    store::{SledOptions, SledStore, Store, StoreError},
};

/// A role as the command line names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RoleName {
    /// 管理者
    Admin,
    /// 相談員
    Worker,
    /// 閲覧
    Reader,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Admin => Self::Admin,
            RoleName::Worker => Self::Worker,
            RoleName::Reader => Self::Reader,
        }
    }
}

/// Gives somebody an account. The first one is an administrator's unless told otherwise.
pub fn add(name: &str, role: Option<RoleName>, shown: Option<&str>) -> Result<Outcome, Failure> {
    let name = StaffName::new(name)?;
    at(&Folder::open()?, async |staff, now| {
        let all = staff.list().await?;
        // Before anybody types a password in vain.
        staff.can_add(&name, shown).await?;
        let role = role.map_or(if all.is_empty() { Role::Admin } else { Role::Worker }, Role::from);
        let password = password(&name)?;
        let added = staff.add(&name, shown, role, &password, None, now).await?;
        writeln!(io::stdout(), "「{}」を追加しました（{}、表示名 {}）", added.name, added.role, added.shown)?;
        Ok(())
    })
}

/// Prints everybody, one a line, the columns separated by tabs.
pub fn list() -> Result<Outcome, Failure> {
    let folder = settings::data_folder();
    // To look must not make a folder.
    let all = if folder.try_exists()? {
        let mut all = Vec::new();
        at(&Folder::open()?, async |staff, _| {
            all = staff.list().await?;
            Ok(())
        })?;
        all
    } else {
        Vec::new()
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    if all.is_empty() {
        writeln!(out, "担当者は、まだいません（{}）。sodan staff add 名前 で追加できます", folder.display())?;
    }
    for Member { name, role, shown, disabled, .. } in all {
        writeln!(out, "{name}\t{role}\t{shown}\t{}", if disabled { "停止中" } else { "有効" })?;
    }
    out.flush()?;
    Ok(Outcome::Done)
}

/// Lets somebody sign in no more.
pub fn disable(name: &str) -> Result<Outcome, Failure> {
    let name = StaffName::new(name)?;
    at(&existing(&name)?, async |staff, now| {
        staff.disable(&name, None, now).await?;
        writeln!(
            io::stdout(),
            "「{name}」を停止しました。もうサインインできません。担当中の相談は、次に sodan serve を始めたときに未対応に戻ります"
        )?;
        Ok(())
    })
}

/// Lets somebody sign in again.
pub fn enable(name: &str) -> Result<Outcome, Failure> {
    let name = StaffName::new(name)?;
    at(&existing(&name)?, async |staff, now| {
        staff.enable(&name, None, now).await?;
        writeln!(io::stdout(), "「{name}」は、またサインインできます")?;
        Ok(())
    })
}

/// Gives somebody a new password.
pub fn reset(name: &str) -> Result<Outcome, Failure> {
    let name = StaffName::new(name)?;
    at(&existing(&name)?, async |staff, now| {
        if staff.find(&name).await?.is_none() {
            return Err(StaffError::Unknown(name).into());
        }
        let password = password(&name)?;
        staff.reset(&name, &password, None, now).await?;
        writeln!(io::stdout(), "「{name}」のパスワードを替えました")?;
        Ok(())
    })
}

/// Says which user of Telegram somebody is; nobody, where there is no number.
pub fn telegram(name: &str, user: Option<i64>) -> Result<Outcome, Failure> {
    let name = StaffName::new(name)?;
    let folder = existing(&name)?;
    at(&folder, async |staff, now| {
        links::link(folder.0.as_ref(), &staff, &name, user, now).await?;
        match user {
            Some(user) => writeln!(io::stdout(), "Telegram の {user} を「{name}」にしました")?,
            None => writeln!(io::stdout(), "「{name}」は、もう Telegram から答えられません")?,
        }
        Ok(())
    })
}

/// The data folder, held by this command.
struct Folder(Arc<dyn Store>);

impl Folder {
    fn open() -> Result<Self, Failure> {
        match SledStore::open(SledOptions::new(settings::data_folder())) {
            Ok(store) => Ok(Self(Arc::new(store))),
            Err(StoreError::InUse { folder }) => Err(Failure::new(format!(
                "データのフォルダ {} は、動いている sodan が使っています（in use by another process）。担当者のことは、\
                 管理者としてサインインした /helpdesk の画面でするか、sodan を止めてからもう一度どうぞ",
                folder.display()
            ))),
            Err(other) => Err(other.into()),
        }
    }
}

/// The folder, where there is one: nobody has an account in a folder that isn't there.
fn existing(name: &StaffName) -> Result<Folder, Failure> {
    if settings::data_folder().try_exists()? { Folder::open() } else { Err(StaffError::Unknown(name.clone()).into()) }
}

/// Does this with the accounts of the folder, and lets go of it in good order.
fn at(folder: &Folder, act: impl AsyncFnOnce(Staff, DateTime<Utc>) -> Result<(), Failure>) -> Result<Outcome, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let done = runtime.block_on(act(Staff::new(folder.0.clone()), Utc::now()));
    let closed = runtime.block_on(folder.0.close());
    done?;
    closed?;
    Ok(Outcome::Done)
}

/// A new password: typed twice without being shown, or the first line of what is piped in.
fn password(name: &StaffName) -> Result<String, Failure> {
    if !io::stdin().is_terminal() {
        return first_line(io::stdin().lock());
    }
    let typed = rpassword::prompt_password(format!("「{name}」のパスワード（{FEWEST_CHARS}字以上）: "))?;
    // Before it is typed once more in vain.
    Password::new(&typed, name)?;
    if rpassword::prompt_password("もう一度: ")? != typed {
        return Err(Failure::new("二つのパスワードが違います。もう一度、はじめからどうぞ"));
    }
    Ok(typed)
}

fn first_line(input: impl BufRead) -> Result<String, Failure> {
    let mut line = Vec::new();
    // One byte more than may be, so that a longer one is seen to be; and the end of the line.
    input.take(MOST_BYTES as u64 + 3).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Err(Failure::new("パスワードがありません。標準入力の一行目に書いてください"));
    }
    if line.len() > MOST_BYTES + 2 {
        return Err(PasswordProblem::Long.into());
    }
    let text = String::from_utf8(line).map_err(|_| Failure::new("パスワードが UTF-8 の文字ではありません"))?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    Ok(text.strip_suffix('\r').unwrap_or(text).to_owned())
}
