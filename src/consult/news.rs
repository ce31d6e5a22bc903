//! Who waits for news of a chat: pages that are open elsewhere are told when something was committed.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::watch;

use crate::store::{ChatKey, Version};

/// The chats that somebody watches. Nothing is kept of a chat that nobody watches.
#[derive(Clone, Debug, Default)]
pub(super) struct News(Arc<Mutex<HashMap<ChatKey, watch::Sender<Version>>>>);

/// Tells of every commit of one chat from now on; several in a row may be told as one.
#[derive(Debug)]
pub struct Watching {
    chat: ChatKey,
    news: News,
    version: watch::Receiver<Version>,
}

impl News {
    pub fn watch(&self, chat: &ChatKey) -> Watching {
        let mut watched = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let version = match watched.get(chat) {
            Some(sender) => sender.subscribe(),
            None => {
                let (sender, receiver) = watch::channel(Version::default());
                watched.insert(chat.clone(), sender);
                receiver
            }
        };
        Watching { chat: chat.clone(), news: self.clone(), version }
    }

    pub fn tell(&self, chat: &ChatKey, version: Version) {
        let watched = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = watched.get(chat) {
            sender.send_replace(version);
        }
    }
}

impl Watching {
    /// How many watch this chat, this one included.
    pub fn together(&self) -> usize {
        let watched = self.news.0.lock().unwrap_or_else(PoisonError::into_inner);
        watched.get(&self.chat).map_or(0, watch::Sender::receiver_count)
    }

    /// The version of the next commit.
    pub async fn next(&mut self) -> Version {
        if self.version.changed().await.is_err() {
            // The sender lives as long as anybody watches, so this never comes back.
            std::future::pending::<()>().await;
        }
        *self.version.borrow_and_update()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let mut watched = self.news.0.lock().unwrap_or_else(PoisonError::into_inner);
        // This one is still counted.
        if watched.get(&self.chat).is_some_and(|sender| sender.receiver_count() <= 1) {
            watched.remove(&self.chat);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn watchers_hear_of_their_chat_and_leave_nothing_behind() {
        let news = News::default();
        let (ours, theirs) = (ChatKey::new("web", "a"), ChatKey::new("web", "b"));
        let (mut one, mut two) = (news.watch(&ours), news.watch(&ours));
        news.tell(&theirs, Version(7));
        news.tell(&ours, Version(1));
        news.tell(&ours, Version(2));
        assert_eq!(one.next().await, Version(2));
        drop(one);
        assert_eq!(two.next().await, Version(2));
        drop(two);
        assert!(news.0.lock().unwrap().is_empty());
    }
}
