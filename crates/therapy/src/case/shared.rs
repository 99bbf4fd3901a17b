//! Collections that many copies of a case share until one of them changes: every commit tries its entries on a copy,
//! and what that costs must not grow with the length of the record.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// Copied only when it is changed.
#[derive(Debug, Clone, Default)]
pub(super) struct Shared<T>(Arc<T>);

impl<T> Deref for Shared<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Clone> DerefMut for Shared<T> {
    fn deref_mut(&mut self) -> &mut T {
        Arc::make_mut(&mut self.0)
    }
}

/// A map that is only added to: a large part that copies share, and a small one of what was added last.
#[derive(Debug, Clone)]
pub(super) struct Growing<K, V> {
    shared: Arc<HashMap<K, V>>,
    recent: HashMap<K, V>,
}

impl<K, V> Default for Growing<K, V> {
    fn default() -> Growing<K, V> {
        Growing {
            shared: Arc::default(),
            recent: HashMap::new(),
        }
    }
}

/// So many are added before they join the large part.
const RECENT: usize = 64;

impl<K: Eq + Hash + Clone, V: Clone> Growing<K, V> {
    pub(super) fn get(&self, key: &K) -> Option<&V> {
        self.recent.get(key).or_else(|| self.shared.get(key))
    }

    pub(super) fn insert(&mut self, key: K, value: V) {
        self.recent.insert(key, value);
        if self.recent.len() >= RECENT {
            Arc::make_mut(&mut self.shared).extend(self.recent.drain());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_that_grows_leaves_the_original_as_it_was() {
        let mut original = Growing::default();
        for number in 0..100 {
            original.insert(number, number * 2);
        }
        let mut copy = original.clone();
        for number in 100..200 {
            copy.insert(number, number * 2);
        }
        copy.insert(3, 0);
        assert_eq!(original.get(&150), None);
        assert_eq!((original.get(&3), copy.get(&3)), (Some(&6), Some(&0)));
        assert!((100..200).all(|number| copy.get(&number) == Some(&(number * 2))));
    }

    #[test]
    fn what_is_shared_is_copied_when_it_changes() {
        let original = Shared(Arc::new(vec![1, 2]));
        let mut copy = original.clone();
        copy.push(3);
        assert_eq!((original.len(), copy.len()), (2, 3));
    }
}
