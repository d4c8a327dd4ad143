//! Every scheme by which Russian is written in Latin letters leads back to the same name.

use kamerton_identity::{Account, Linkage, Settings};

/// The letters in which the schemes differ, each scheme a line: ж х ц ч ш щ ю я й ы э ё.
const SCHEMES: [(&str, [&str; 12]); 14] = [
    ("passport", ["zh", "kh", "ts", "ch", "sh", "shch", "iu", "ia", "i", "y", "e", "e"]),
    ("passport of 1997", ["zh", "kh", "ts", "ch", "sh", "shch", "yu", "ya", "y", "y", "e", "ye"]),
    (
        "passport of the Soviet time",
        ["j", "kh", "ts", "tch", "ch", "chtch", "iou", "ia", "i", "y", "e", "e"],
    ),
    ("library", ["zh", "kh", "ts", "ch", "sh", "shch", "iu", "ia", "i", "y", "e", "e"]),
    ("geographic", ["zh", "kh", "ts", "ch", "sh", "shch", "yu", "ya", "y", "y", "e", "yo"]),
    ("British", ["zh", "kh", "ts", "ch", "sh", "shch", "yu", "ya", "i", "y", "e", "e"]),
    ("scientific", ["ž", "x", "c", "č", "š", "šč", "ju", "ja", "j", "y", "è", "ë"]),
    ("ISO 9", ["ž", "h", "c", "č", "š", "ŝ", "û", "â", "j", "y", "è", "ë"]),
    ("GOST 7.79 B", ["zh", "x", "cz", "ch", "sh", "shh", "yu", "ya", "j", "y", "e", "yo"]),
    ("GOST 52535", ["zh", "kh", "tc", "ch", "sh", "shch", "iu", "ia", "i", "y", "e", "e"]),
    ("telegrams", ["j", "h", "c", "ch", "sh", "sc", "iu", "ia", "i", "y", "e", "e"]),
    ("maps", ["zh", "kh", "ts", "ch", "sh", "shch", "yu", "ya", "y", "y", "e", "yo"]),
    ("payments", ["zh", "kh", "ts", "ch", "sh", "sch", "yu", "ya", "y", "y", "e", "e"]),
    ("encyclopaedia", ["zh", "kh", "ts", "ch", "sh", "shch", "yu", "ya", "y", "y", "e", "yo"]),
];

fn latin(name: &str, scheme: &[&str; 12]) -> String {
    name.chars()
        .map(|c| match "жхцчшщюяйыэё".chars().position(|letter| letter == c) {
            Some(at) => scheme[at].to_owned(),
            None => {
                let at = "абвгдезиклмнопрстуфьъ ".chars().position(|letter| letter == c);
                "abvgdeziklmnoprstuf   ".chars().nth(at.unwrap_or(21)).unwrap_or(' ').to_string()
            }
        })
        .collect::<String>()
}

#[test]
fn every_scheme_leads_back() {
    for (about, scheme) in &SCHEMES {
        for name in
            ["юлия щежилова", "пётр чухлыгин", "яков шацев", "артём хайжин", "эдуард цыбышев"]
        {
            let written = latin(name, scheme);
            let accounts = [Account::named("a", name), Account::named("b", &written)];
            let settings = Settings { threshold: 0.0, ..Settings::default() };
            let found = Linkage::new(&accounts, &[], settings).suggestions();
            let how = format!("{about}: {name} as {written}: {found:?}");
            assert_eq!(found.len(), 1, "{how}");
            let agreed = found[0].reasons.iter().filter(|because| because.bits > 0.0).count();
            assert!(agreed > 1, "{how}");
        }
    }
}
