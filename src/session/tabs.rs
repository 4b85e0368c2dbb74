//! A set of tabs, in the order of their names.
//!
//! Not std's ordered set: its tree weighs a tenth of the wasm, for a handful of tabs.

use super::TabId;

/// Tabs, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tabs(Vec<TabId>);

impl Tabs {
    /// Adds one, unless it is there.
    pub fn insert(&mut self, tab: TabId) {
        if let Err(place) = self.0.binary_search(&tab) {
            self.0.insert(place, tab);
        }
    }

    /// Takes one out, if it is there.
    pub fn remove(&mut self, tab: &TabId) {
        self.0.retain(|known| known != tab);
    }

    /// Takes out all that are not among these.
    pub fn keep(&mut self, among: &Self) {
        self.0.retain(|known| among.contains(known));
    }

    /// Whether this one is there.
    #[must_use]
    pub fn contains(&self, tab: &TabId) -> bool {
        self.0.contains(tab)
    }

    /// The first by name.
    #[must_use]
    pub fn first(&self) -> Option<&TabId> {
        self.0.first()
    }

    /// The first of those whose names come after this one's.
    #[must_use]
    pub fn first_after(&self, tab: &TabId) -> Option<&TabId> {
        self.0.iter().find(|known| *known > tab)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All, by name.
    pub fn iter(&self) -> std::slice::Iter<'_, TabId> {
        self.0.iter()
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

impl Extend<TabId> for Tabs {
    fn extend<I: IntoIterator<Item = TabId>>(&mut self, tabs: I) {
        for tab in tabs {
            self.insert(tab);
        }
    }
}

impl FromIterator<TabId> for Tabs {
    fn from_iter<I: IntoIterator<Item = TabId>>(tabs: I) -> Self {
        let mut set = Self::default();
        set.extend(tabs);
        set
    }
}

impl IntoIterator for Tabs {
    type Item = TabId;
    type IntoIter = std::vec::IntoIter<TabId>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Tabs {
    type Item = &'a TabId;
    type IntoIter = std::slice::Iter<'a, TabId>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
