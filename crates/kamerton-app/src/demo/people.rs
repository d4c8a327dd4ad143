//! People: who somebody is follows from the seed and their number alone, so that a million of them
//! need no memory. Only what they *did* is kept, in a few bytes each.

use kamerton_core::fact::Account;
use kamerton_core::role::Role;

use super::catalogue;
use super::names::{self, MEN, NICKNAMES, WOMEN};
use super::random::mix;

/// A person's number: members count from 0 in the order of joining, ours from [`OURS`].
pub type PersonNumber = u32;

/// The first number of ours.
pub const OURS: PersonNumber = 0xFFFF_FF00;
/// The community manager.
pub const MANAGER: PersonNumber = OURS;
/// Support.
pub const SUPPORT: PersonNumber = OURS + 1;
/// The seller.
pub const SELLER: PersonNumber = OURS + 2;
/// The founder.
pub const FOUNDER: PersonNumber = OURS + 3;
/// The brand's page.
pub const PAGE: PersonNumber = OURS + 4;
/// The bot.
pub const BOT: PersonNumber = OURS + 5;

/// One of ours: display name, handle, woman, role, short name.
type Colleague = (&'static str, &'static str, bool, Role, &'static str);

const COLLEAGUES: [Colleague; 6] = [
    ("Марта · Утровар", "utrovar_marta", true, Role::Staff, "Марта"),
    ("Тимур (поддержка Утровар)", "utrovar_help", false, Role::Staff, "Тимур"),
    ("Инга, магазин Утровар", "utrovar_shop", true, Role::Staff, "Инга"),
    ("Захар Утроваров", "utrovar_zahar", false, Role::Staff, "Захар"),
    ("Утровар", "utrovar", false, Role::Brand, "Утровар"),
    ("Утробот", "utrobot", false, Role::Bot, "Утробот"),
];

/// How somebody goes through the community.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// Reads, perhaps reacts.
    Lurker,
    /// Writes once or twice after joining.
    Newcomer,
    /// Asks before buying, perhaps buys.
    Asker,
    /// Buys, asks how to use it, goes on reading.
    Buyer,
    /// Buys, rings, fades, sometimes rings again.
    Admirer,
    /// Talks for years; helps and recommends.
    Regular,
    /// Buys and is let down.
    Detractor,
    /// Bought in the shop and is in no place.
    Shopper,
}

/// Who somebody is.
#[derive(Clone, Copy, Debug)]
pub struct Traits {
    /// Sixty-four bits to take further traits from.
    pub draw: u64,
    /// Woman or man: the past tense and the name agree.
    pub woman: bool,
    /// The way they go.
    pub path: Path,
    /// Bits of the channel kinds where they have an account: see [`kind_bit`].
    pub kinds: u8,
    /// The kind where they are at home.
    pub home: u8,
}

/// Telegram.
pub const TELEGRAM: u8 = 1;
/// VK.
pub const VK: u8 = 2;
/// The forum.
pub const DISCOURSE: u8 = 4;
/// Letters: everybody has an address.
pub const LETTERS: u8 = 8;

/// The bit of the channel kind of a place.
pub fn kind_bit(place: u8) -> u8 {
    match catalogue::place(place).kind {
        "telegram" => TELEGRAM,
        "vk" => VK,
        "discourse" => DISCOURSE,
        _ => LETTERS,
    }
}

/// Who `person` is under `seed`.
pub fn traits(seed: u64, person: PersonNumber) -> Traits {
    let draw = mix(seed, u64::from(person));
    if let Some(colleague) = colleague(person) {
        let kinds = TELEGRAM | VK | DISCOURSE | LETTERS;
        return Traits { draw, woman: colleague.2, path: Path::Regular, kinds, home: TELEGRAM };
    }
    let home = match draw >> 8 & 0xFF {
        0..160 => TELEGRAM,
        160..214 => VK,
        _ => DISCOURSE,
    };
    // One in nine has a second account elsewhere.
    let second = match draw >> 16 & 0xFF {
        0..10 => TELEGRAM,
        10..18 => VK,
        18..28 => DISCOURSE,
        _ => 0,
    };
    let path = path(draw >> 24 & 0x3FF);
    Traits { draw, woman: draw & 1 == 1, path, kinds: home | second | LETTERS, home }
}

fn path(draw: u64) -> Path {
    match draw {
        0..390 => Path::Lurker,
        390..580 => Path::Newcomer,
        580..680 => Path::Asker,
        680..800 => Path::Buyer,
        800..823 => Path::Admirer,
        823..900 => Path::Regular,
        900..926 => Path::Detractor,
        _ => Path::Shopper,
    }
}

fn colleague(person: PersonNumber) -> Option<&'static Colleague> {
    COLLEAGUES.get(person.checked_sub(OURS)? as usize)
}

/// The product somebody bought first, by its place in the catalogue.
pub fn product_of(seed: u64, person: PersonNumber) -> u8 {
    product_by(mix(mix(seed, u64::from(person)), 77))
}

/// A product by a draw: cheap ones are bought more often.
pub fn product_by(draw: u64) -> u8 {
    let all: u64 = catalogue::PRODUCTS.iter().map(|product| u64::from(product.weight)).sum();
    let mut left = draw % all.max(1);
    for (at, product) in (0..).zip(&catalogue::PRODUCTS) {
        match left.checked_sub(u64::from(product.weight)) {
            Some(rest) => left = rest,
            None => return at,
        }
    }
    0
}

/// Whether `person` speaks for us or is a program.
pub const fn is_ours(person: PersonNumber) -> bool {
    person >= OURS
}

fn first_name(traits: &Traits) -> &'static [&'static str; 3] {
    let draw = (traits.draw >> 34 & 0xFFFF) as usize;
    if traits.woman { &WOMEN[draw % WOMEN.len()] } else { &MEN[draw % MEN.len()] }
}

fn surname_draw(traits: &Traits) -> u64 {
    traits.draw >> 44
}

/// What others call somebody on a kind of channel: a first name, or the nickname shown there.
pub fn called(seed: u64, person: PersonNumber, bit: u8) -> &'static str {
    if let Some(colleague) = colleague(person) {
        return colleague.4;
    }
    let traits = traits(seed, person);
    if name_style(&traits, bit) >= NICKNAMED {
        return nickname(&traits);
    }
    let name = first_name(&traits);
    if traits.draw >> 20 & 1 == 1 { name[0] } else { name[1] }
}

/// The account of `person` on the channel kind of `bit`.
pub fn account(seed: u64, person: PersonNumber, bit: u8) -> Account {
    if let Some(colleague) = colleague(person) {
        return own_account(person, colleague, bit);
    }
    let traits = traits(seed, person);
    let (kind, remote_id) = match bit {
        TELEGRAM => ("telegram", number(400_000_000, 7, person)),
        VK => ("vk", number(1_000_000, 3, person)),
        DISCOURSE => ("discourse", number(100, 1, person)),
        _ => ("email", address(&traits, person)),
    };
    let handle = match bit {
        TELEGRAM if traits.draw >> 21 & 3 > 0 => Some(handle(&traits, person)),
        DISCOURSE => Some(handle(&traits, person)),
        _ => None,
    };
    let display_name = Some(display_name(&traits, bit));
    Account { kind: kind.to_owned(), remote_id, handle, display_name, role: None, deleted: false }
}

fn own_account(person: PersonNumber, colleague: &Colleague, bit: u8) -> Account {
    let (kind, remote_id) = match bit {
        TELEGRAM => ("telegram", number(300_000_000, 1, person - OURS)),
        VK if person == PAGE => ("vk", catalogue::place(catalogue::WALL).remote_id.to_owned()),
        VK => ("vk", number(900_000, 1, person - OURS)),
        DISCOURSE => ("discourse", number(1, 1, person - OURS)),
        _ => ("email", [colleague.1, "@utrovar.example"].concat()),
    };
    Account {
        kind: kind.to_owned(),
        remote_id,
        handle: (bit != LETTERS).then(|| colleague.1.to_owned()),
        display_name: Some(colleague.0.to_owned()),
        role: Some(colleague.3),
        deleted: false,
    }
}

fn number(first: u64, step: u64, person: PersonNumber) -> String {
    (first + step * u64::from(person)).to_string()
}

/// The handle of a member: unique, for it carries their number.
pub fn handle(traits: &Traits, person: PersonNumber) -> String {
    let mut handle = String::with_capacity(24);
    handle.push_str(first_name(traits)[2]);
    handle.push_str(["_", "", ".", "_x"][(traits.draw >> 57 & 3) as usize]);
    handle.push_str(&(u64::from(person) + 17).to_string());
    handle
}

/// The e-mail address of a member, under a name that never exists.
pub fn address(traits: &Traits, person: PersonNumber) -> String {
    let mut address = String::with_capacity(40);
    address.push_str(first_name(traits)[2]);
    address.push('.');
    address.push_str(&names::latin(&names::surname(surname_draw(traits), traits.woman)));
    address.push_str(&person.to_string());
    address.push_str(
        ["@pochta.example", "@mail.example", "@yashik.example", "@box.example"]
            [(traits.draw >> 59 & 3) as usize],
    );
    address
}

/// The phone number of a member, from a code that no operator has.
pub fn phone(person: PersonNumber) -> String {
    format!("+7972{:07}", u64::from(person) * 7 % 10_000_000)
}

/// First name and surname.
pub fn full_name(traits: &Traits) -> String {
    [first_name(traits)[0], " ", &names::surname(surname_draw(traits), traits.woman)].concat()
}

/// From this style on people go by a nickname.
const NICKNAMED: u64 = 17;

fn name_style(traits: &Traits, bit: u8) -> u64 {
    if bit == VK || bit == LETTERS { 0 } else { mix(traits.draw, u64::from(bit)) % 20 }
}

fn nickname(traits: &Traits) -> &'static str {
    NICKNAMES[(traits.draw >> 50) as usize % NICKNAMES.len()]
}

/// The name as shown on one kind of channel: people call themselves differently here and there.
fn display_name(traits: &Traits, bit: u8) -> String {
    let name = first_name(traits);
    match name_style(traits, bit) {
        0..7 => full_name(traits),
        7..10 => name[0].to_owned(),
        10..12 => name[1].to_owned(),
        12..14 => {
            let surname = names::surname(surname_draw(traits), traits.woman);
            let initial: String = surname.chars().take(1).collect();
            [name[1], " ", &initial, "."].concat()
        }
        14..NICKNAMED => {
            let surname = names::surname(surname_draw(traits), traits.woman);
            capital(&names::latin(&surname), name[2])
        }
        _ => nickname(traits).to_owned(),
    }
}

/// A Latin name: the first name with a capital, and the first letter of the surname sometimes.
fn capital(surname: &str, first: &str) -> String {
    let mut letters = first.chars();
    let head: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let tail = surname.chars().next().unwrap_or('k').to_ascii_uppercase();
    [head.as_str(), letters.as_str(), " ", tail.encode_utf8(&mut [0; 4])].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surnames_agree_with_the_person() {
        for person in 0..2_000 {
            let traits = traits(1, person);
            let name = full_name(&traits);
            if name.ends_with("ова") || name.ends_with("ина") || name.ends_with("ева") {
                assert!(traits.woman, "{name}");
            }
            if name.ends_with("ов") || name.ends_with("ин") || name.ends_with("ев") {
                assert!(!traits.woman, "{name}");
            }
        }
    }

    #[test]
    fn second_accounts_share_the_address() {
        let seed = 1;
        let twice = (0..2_000).filter(|p| traits(seed, *p).kinds.count_ones() == 3).count();
        assert!((100..400).contains(&twice), "{twice}");
        assert_eq!(account(seed, 5, LETTERS).remote_id, address(&traits(seed, 5), 5));
    }

    #[test]
    fn letters_become_latin() {
        assert_eq!(names::latin("Щукин"), "schukin");
        assert_eq!(names::latin("Королёв"), "korolev");
    }
}
