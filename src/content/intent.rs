//! What is asked of a thing: its telephone, its deadline, who may use it; the words for it are `knowledge/intents.yaml`.

use super::{
    diagnostic::Mistakes,
    fields::Fields,
    pattern::{self, Pattern},
    yaml::Node,
};

/// What of a thing is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Intent {
    /// Whom to call.
    Phone,
    /// When somebody answers.
    Hours,
    /// Until when it can be applied for.
    Window,
    /// The share that is paid.
    Rate,
    /// How much is paid at most.
    Amount,
    /// What it costs the owner.
    Fee,
    /// What it can be spent on.
    Cost,
    /// Who may use it.
    Who,
    /// What has to be handed in.
    Documents,
    /// How and where to apply.
    Apply,
}

impl Intent {
    /// Every intent with its key, in the order in which they are looked for.
    pub const ALL: [(Intent, &'static str); 10] = [
        (Intent::Phone, "phone"),
        (Intent::Hours, "hours"),
        (Intent::Window, "window"),
        (Intent::Rate, "rate"),
        (Intent::Amount, "amount"),
        (Intent::Fee, "fee"),
        (Intent::Cost, "cost"),
        (Intent::Who, "who"),
        (Intent::Documents, "documents"),
        (Intent::Apply, "apply"),
    ];

    /// The intent of a key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == key).map(|(intent, _)| *intent)
    }

    /// Its key in `knowledge/intents.yaml` and in JSON.
    pub fn key(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

/// The words for what is asked of a thing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Intents(Vec<(Intent, Vec<Pattern>)>);

impl Intents {
    /// Whether a text speaks of an intent, whatever else it speaks of.
    pub fn speaks_of(&self, intent: Intent, text: &str) -> bool {
        self.0.iter().any(|(of, patterns)| *of == intent && patterns.iter().any(|pattern| pattern.is_in(text)))
    }

    /// What a text as [`normal::dense`](crate::understand::normal::dense) gives it asks: the first kind that is found,
    /// and where all its words stand.
    pub fn find(&self, text: &str) -> Option<(Intent, Vec<std::ops::Range<usize>>)> {
        self.0.iter().find_map(|(intent, patterns)| {
            let places: Vec<_> = patterns.iter().flat_map(|pattern| pattern.find_all(text)).collect();
            (!places.is_empty()).then_some((*intent, places))
        })
    }
}

pub(super) fn read(root: &Node, mistakes: &mut Mistakes) -> Option<Intents> {
    let mut top = Fields::open(root, "intents.yaml", mistakes)?;
    let node = top.required("intents");
    top.close(mistakes);
    let mut f = Fields::open(node?, "intents", mistakes)?;
    let all = Intent::ALL
        .iter()
        .filter_map(|(intent, key)| Some((*intent, pattern::read_all(f.optional(key)?, str::to_owned, mistakes))))
        .collect();
    f.close(mistakes);
    Some(Intents(all))
}
