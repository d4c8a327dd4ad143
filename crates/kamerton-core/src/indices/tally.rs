//! What is counted of a place and day, and how the store keeps it.

use serde::{Deserialize, Serialize};

macro_rules! tally {
    ($($(#[$meta:meta])* $name:ident,)+) => {
        /// What is counted of a place and day. Whole numbers only: two machines agree to the bit.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct Tally {
            $($(#[$meta])* pub $name: i64,)+
        }

        impl Tally {
            /// What the store keeps: the numbers in their order.
            pub fn encode(&self) -> String {
                let numbers = [$(self.$name),+];
                numbers.map(|number| number.to_string()).join(" ")
            }

            /// Reads what [`Tally::encode`] wrote; `None` for anything else.
            pub fn decode(text: &str) -> Option<Self> {
                let mut numbers = text.split(' ').map(|number| number.parse::<i64>().ok());
                let tally = Self { $($name: numbers.next()??,)+ };
                numbers.next().is_none().then_some(tally)
            }
        }
    };
}

tally! {
    /// Messages of members.
    messages,
    /// Of them with insults or obscenity.
    toxic,
    /// Of them with thanks, delight, a recommendation or a defence, and nothing toxic.
    warm,
    /// Members who wrote.
    voices,
    /// Gini's coefficient of their messages, in millionths.
    gini,
    /// Its standard error, in millionths.
    gini_error,
    /// Members who wrote and are cold on the day.
    cold,
    /// Members who wrote and are loyal on the day.
    loyal,
    /// Members who wrote here for the first time.
    newcomers,
    /// First messages of newcomers that were answered …
    welcomed,
    /// … of those that deserve an answer and were answered or had waited long enough.
    welcomed_of,
    /// The median of seconds to the first answer of those.
    seconds,
    /// The lower end of its interval; of fewer than six nothing is known.
    seconds_low,
    /// The upper end.
    seconds_high,
    /// Newcomers who wrote again on another day within 14 days …
    again,
    /// … of those whose 14 days are over.
    again_of,
    /// Newcomers who had an exchange with a loyal member within 7 days …
    met,
    /// … of those whose 7 days are over.
    met_of,
    /// Exchanges that have a potential client.
    exchanges,
    /// Partners of potential clients in them …
    partners,
    /// … who are loyal.
    loyal_partners,
    /// The share of loyal partners if they were drawn by activity, in millionths.
    expected,
    /// Whether there are exchanges of both colours, so that they can be assortative.
    assorted,
    /// Newman's coefficient of assortativity, in millionths.
    assortativity,
    /// Its standard error, in millionths.
    assortativity_error,
    /// Questions that were asked.
    questions,
    /// Of them first answered by a member.
    by_members,
    /// Members who answered at least one of them first.
    helpers,
    /// Pairs of members of whom one answered the other …
    tied,
    /// … and of whom each answered the other.
    mutual,
    /// Conversations that members or we began.
    conversations,
    /// Of them those that members began.
    initiated,
}

impl Tally {
    /// Whether nothing was counted: such a day needs no row.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
