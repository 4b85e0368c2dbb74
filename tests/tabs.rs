//! The set of tabs beside std's own.

use std::collections::BTreeSet;

use connect_session_end::domain::{TabId, Tabs};
use proptest::prelude::*;

fn id() -> impl Strategy<Value = TabId> {
    "[a-e]{1,2}".prop_map(TabId)
}

proptest! {
    #[test]
    fn it_does_what_an_ordered_set_does(acts in prop::collection::vec((any::<bool>(), id()), 0..40)) {
        let (mut tabs, mut set) = (Tabs::default(), BTreeSet::new());
        for (add, id) in acts {
            if add {
                tabs.insert(id.clone());
                set.insert(id.clone());
            } else {
                tabs.remove(&id);
                set.remove(&id);
            }
            prop_assert_eq!(tabs.contains(&id), add);
            let after = set.range(id.clone()..).find(|known| **known != id);
            prop_assert_eq!(tabs.first_after(&id), after);
            prop_assert_eq!(tabs.first(), set.first());
            prop_assert_eq!((tabs.len(), tabs.is_empty()), (set.len(), set.is_empty()));
            prop_assert!(tabs.iter().eq(&set));
            prop_assert_eq!(&set.iter().cloned().collect::<Tabs>(), &tabs);
        }
    }
}
