//! A brand of invented people with accounts on several platforms, and what measuring needs.
#![allow(dead_code, reason = "each example takes what it needs of it")]

use std::collections::HashMap;
use std::time::Duration;

use kamerton_identity::{Account, Contact, Kind};

const NAMES: &str = include_str!("../../data/names-ru.tsv");
const SHORT: &str = include_str!("../../data/diminutives-ru.txt");
const CITIES: [&str; 24] = [
    "Москва",
    "Москва",
    "Москва",
    "Санкт-Петербург",
    "Санкт-Петербург",
    "Новосибирск",
    "Екатеринбург",
    "Казань",
    "Омск",
    "Самара",
    "Пермь",
    "Уфа",
    "Воронеж",
    "Томск",
    "Тула",
    "Курск",
    "Иркутск",
    "Тюмень",
    "Саратов",
    "Псков",
    "Рязань",
    "Калуга",
    "Сочи",
    "Чита",
];
const PLATFORMS: [&str; 6] = ["telegram", "vk", "mail", "max", "whatsapp", "forum"];

struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }

    fn of(&mut self, hundred: usize) -> bool {
        self.below(100) < hundred
    }
}

struct Weighted {
    names: Vec<(String, bool)>,
    sums: Vec<usize>,
}

impl Weighted {
    fn new(kind: &str) -> Self {
        let (mut names, mut sums, mut sum) = (Vec::new(), Vec::new(), 0);
        for line in NAMES.lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            if cells[1] == kind {
                sum += cells[3].parse::<usize>().unwrap_or(0).max(1);
                names.push((cells[0].to_owned(), cells[2] == "f"));
                sums.push(sum);
            }
        }
        Self { names, sums }
    }

    fn draw(&self, dice: &mut Dice) -> (String, bool) {
        let at = dice.below(self.sums[self.sums.len() - 1]);
        self.names[self.sums.partition_point(|sum| *sum <= at)].clone()
    }
}

/// Invented people with one to four accounts each, and the person of each account.
pub fn brand(wanted: usize, seed: u64) -> (Vec<Account>, Vec<usize>) {
    let mut dice = Dice(0x2545_f491_4f6c_dd1d ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let (given_names, surnames) = (Weighted::new("g"), Weighted::new("s"));
    let short: HashMap<String, Vec<String>> = SHORT
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(':'))
        .map(|(full, forms)| {
            (full.to_lowercase(), forms.split_whitespace().map(str::to_lowercase).collect())
        })
        .collect();
    let (mut accounts, mut truth) = (Vec::new(), Vec::new());
    let mut person = 0;
    while accounts.len() < wanted {
        let (given, woman) = given_names.draw(&mut dice);
        let (mut surname, _) = surnames.draw(&mut dice);
        if woman && ["ов", "ев", "ин"].iter().any(|end| surname.ends_with(end)) {
            surname.push('а');
        }
        let forms = short.get(&given).cloned().unwrap_or_default();
        let birth = format!(
            "{}-{:02}-{:02}",
            1955 + dice.below(55),
            1 + dice.below(12),
            1 + dice.below(28)
        );
        let city = CITIES[dice.below(CITIES.len())];
        let phone = format!("+79{:09}", dice.below(1_000_000_000));
        let handle = handle(&mut dice, &given, &surname, &forms);
        let first = dice.below(PLATFORMS.len());
        for step in 0..[1, 1, 1, 2, 2, 2, 3, 4][dice.below(8)] {
            let platform = PLATFORMS[(first + step) % PLATFORMS.len()];
            let id = format!("{platform}-{}", accounts.len());
            let mut account = Account {
                id,
                platform: platform.to_owned(),
                name: shown(&mut dice, &given, &surname, &forms),
                ..Account::default()
            };
            if matches!(platform, "telegram" | "vk" | "forum") && dice.of(75) {
                let own = if dice.of(70) {
                    handle.clone()
                } else {
                    self::handle(&mut dice, &given, &surname, &forms)
                };
                account.handles.push(own);
            }
            if (platform == "mail" || dice.of(10)) && dice.of(90) {
                account.emails.push(Contact::from(
                    format!("{handle}@{}", ["mail.ru", "yandex.ru", "gmail.com"][dice.below(3)])
                        .as_str(),
                ));
            }
            if matches!(platform, "whatsapp" | "max") || dice.of(10) {
                account.phones.push(Contact::from(phone.as_str()));
            }
            if dice.of(45) {
                account = account.with(Kind::City, city);
            }
            if dice.of(20) {
                account = account.with(Kind::Birth, &birth);
            }
            accounts.push(account);
            truth.push(person);
        }
        person += 1;
    }
    accounts.truncate(wanted);
    truth.truncate(wanted);
    (accounts, truth)
}

/// A name as people show it: turned, in Latin letters, shortened, or without the surname.
fn shown(dice: &mut Dice, given: &str, surname: &str, forms: &[String]) -> String {
    let first = if !forms.is_empty() && dice.of(35) {
        forms[dice.below(forms.len())].clone()
    } else {
        given.to_owned()
    };
    let name = match dice.below(20) {
        0..=11 => format!("{} {}", capital(&first), capital(surname)),
        12..=15 => format!("{} {}", capital(surname), capital(&first)),
        16 => {
            format!("{} {}.", capital(&first), capital(surname).chars().take(1).collect::<String>())
        }
        _ => capital(&first),
    };
    if dice.of(30) { latin(&name, dice.below(2)) } else { name }
}

fn handle(dice: &mut Dice, given: &str, surname: &str, forms: &[String]) -> String {
    let first = if !forms.is_empty() && dice.of(50) {
        forms[dice.below(forms.len())].as_str()
    } else {
        given
    };
    let (first, surname) = (latin(first, 0), latin(surname, 0));
    let initial: String = first.chars().take(1).collect();
    let number = if dice.of(45) { format!("{}", dice.below(120)) } else { String::new() };
    match dice.below(7) {
        0 => format!("{first}_{surname}{number}"),
        1 => format!("{}{}{number}", capital(&surname), capital(&first)),
        2 => format!("{initial}{surname}{number}"),
        3 => format!("{first}.{surname}{number}"),
        4 => format!("{surname}{number}"),
        5 => format!("{first}{}", 100 + dice.below(9000)),
        _ => (0..7).map(|_| char::from(b'a' + dice.below(26) as u8)).collect::<String>() + &number,
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn latin(text: &str, scheme: usize) -> String {
    let long = scheme == 0;
    let mut out = String::new();
    for c in text.chars() {
        let upper = c.is_uppercase();
        let letter = c.to_lowercase().next().unwrap_or(c);
        let turned = match letter {
            'а' => "a",
            'б' => "b",
            'в' => "v",
            'г' => "g",
            'д' => "d",
            'е' | 'э' => "e",
            'з' => "z",
            'и' => "i",
            'к' => "k",
            'л' => "l",
            'м' => "m",
            'н' => "n",
            'о' => "o",
            'п' => "p",
            'р' => "r",
            'с' => "s",
            'т' => "t",
            'у' => "u",
            'ф' => "f",
            'ш' => "sh",
            'ч' => "ch",
            'ё' => {
                if long {
                    "yo"
                } else {
                    "e"
                }
            }
            'ж' => {
                if long {
                    "zh"
                } else {
                    "j"
                }
            }
            'й' | 'ы' => {
                if long {
                    "y"
                } else {
                    "i"
                }
            }
            'х' => {
                if long {
                    "kh"
                } else {
                    "h"
                }
            }
            'ц' => {
                if long {
                    "ts"
                } else {
                    "c"
                }
            }
            'щ' => {
                if long {
                    "shch"
                } else {
                    "sc"
                }
            }
            'ю' => {
                if long {
                    "yu"
                } else {
                    "iu"
                }
            }
            'я' => {
                if long {
                    "ya"
                } else {
                    "ia"
                }
            }
            'ъ' | 'ь' => "",
            _ => {
                out.push(c);
                continue;
            }
        };
        out.push_str(&if upper { capital(turned) } else { turned.to_owned() });
    }
    out
}

/// Time of the processor that this process has used.
pub fn cpu() -> Duration {
    let fine = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    Duration::from_nanos(
        fine.split_whitespace().next().and_then(|cell| cell.parse().ok()).unwrap_or(0),
    )
}

/// Megabytes in memory.
pub fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|cell| cell.parse::<u64>().ok()).unwrap_or(0) / 1024
}
