//! The hash that keys and terms are: the same in every process, on every machine, in every version.

/// What a hash is of. The numbers stay: hashes of them are stored.
#[derive(Clone, Copy, Debug)]
pub(super) enum What {
    /// A given name and a surname, in any order.
    Names = 1,
    /// A name and the first letter of another.
    Initial = 2,
    /// The letters of a handle in a reading.
    Letters = 3,
    /// A handle whole.
    Handle = 4,
    /// A mail address.
    Email = 5,
    /// A telephone.
    Phone = 6,
    /// A picture.
    Picture = 7,
    /// A word of a name.
    Word = 16,
    /// A full name that a given name may stand for.
    Full = 17,
    /// How many handles have these letters.
    HandleLetters = 18,
    /// A value of a column.
    Fact = 19,
}

/// FNV-1a of 64 bits over what it is, the one, a byte that no text has, the other.
pub(super) fn hash(what: What, one: &str, other: &str) -> i64 {
    let bytes = std::iter::once(what as u8)
        .chain(one.bytes())
        .chain(std::iter::once(0xff))
        .chain(other.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash.cast_signed()
}

/// The same whichever of the two comes first.
pub(super) fn unordered(what: What, one: &str, other: &str) -> i64 {
    hash(what, one.min(other), one.max(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_stay_what_they_are() {
        assert_eq!(hash(What::Names, "aleksandr", "ivanov"), -554_483_803_044_376_999);
        assert_eq!(hash(What::Email, "vera@les.ru", ""), 2_682_882_028_241_002_844);
        assert_eq!(hash(What::Word, "", ""), 606_236_659_798_450_384);
        let one = unordered(What::Names, "ivanov", "aleksandr");
        assert_eq!(one, hash(What::Names, "aleksandr", "ivanov"));
    }

    /// What is known of names is in the keys: when it changes, so does
    /// [`LOOKUP_VERSION`](crate::LOOKUP_VERSION).
    #[test]
    fn a_change_of_the_tables_changes_the_version() {
        let tables = [
            include_str!("../../data/names-ru.tsv"),
            include_str!("../../data/names-world.txt"),
            include_str!("../../data/diminutives-ru.txt"),
            include_str!("../../data/nicknames-en.txt"),
        ];
        assert_eq!(
            (crate::LOOKUP_VERSION, hash(What::Word, &tables.concat(), "")),
            (1, 3_726_484_813_995_498_310)
        );
    }
}
