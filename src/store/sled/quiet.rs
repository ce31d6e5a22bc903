//! sled panics on damaged data: here a panic becomes a sentence instead of noise on standard error.

use std::{
    cell::RefCell,
    panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook},
    sync::Once,
};

thread_local! {
    /// `Some` while this thread's panics are kept here instead of printed.
    static KEPT: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Does `act`; a panic inside gives its message. What `act` was changing must not be used again after a panic.
pub fn catch<T>(act: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let others = take_hook();
        set_hook(Box::new(move |panic| {
            let keep = |kept: &RefCell<Option<String>>| match kept.try_borrow_mut().as_deref_mut() {
                Ok(Some(kept)) => {
                    *kept = message(panic);
                    true
                }
                _ => false,
            };
            if !KEPT.try_with(keep).unwrap_or(false) {
                others(panic);
            }
        }));
    });
    KEPT.set(Some(String::new()));
    let done = catch_unwind(AssertUnwindSafe(act));
    let said = KEPT.take().unwrap_or_default();
    done.map_err(|_| said)
}

fn message(panic: &PanicHookInfo<'_>) -> String {
    let payload = panic.payload();
    let text = payload.downcast_ref::<&str>().copied();
    let said = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message");
    let Some(at) = panic.location() else { return said.to_owned() };
    // The file's name alone: where it stood when this was built helps nobody.
    let file = at.file().rsplit(['/', '\\']).next().unwrap_or_default();
    format!("{said}, at {file}:{}", at.line())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_sentence() {
        assert_eq!(catch(|| 7), Ok(7));
        let said = catch(|| panic!("broken at {}", 5)).unwrap_err();
        assert!(said.starts_with("broken at 5, at quiet.rs:"), "{said}");
        assert_eq!(catch(|| 7), Ok(7));
    }
}
