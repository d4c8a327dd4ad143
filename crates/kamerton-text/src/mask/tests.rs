//! What is hidden, what stays, and that nothing that could lead to somebody gets through.

use proptest::prelude::*;

use super::*;

fn hide(text: &str) -> String {
    Mask::new(Lang::Ru).hide(text)
}

#[test]
fn what_leads_to_somebody_is_hidden() {
    let mut all = String::new();
    for (text, masked) in [
        ("Звоните +7 (916) 223-30-42!", "Звоните [телефон 1]!"),
        ("89162233042 или 8 916 223 30 42", "[телефон 1] или [телефон 2]"),
        ("пишите vera.k+shop@mail.example.ru.", "пишите [почта 1]."),
        ("vera (at) example.org", "[почта 1]"),
        ("vera собака example.ru, жду", "[почта 1], жду"),
        ("карта 4111 1111 1111 1111, спасибо", "карта [карта 1], спасибо"),
        ("смотри https://a.example/x?token=abc&u=1, тут", "смотри [ссылка 1], тут"),
        ("t.me/vera_k и example.ru", "[ссылка 1] и [ссылка 2]"),
        ("(www.example.org)", "([ссылка 1])"),
        ("я @vera_k, а он в тг: vasya77", "я [аккаунт 1], а он в тг: [аккаунт 2]"),
        ("в дискорде Vera#1234", "в дискорде [аккаунт 1]"),
        ("заказ №4711 не пришёл", "заказ [номер 1] не пришёл"),
        ("заказ 4711 не пришёл", "заказ [номер 1] не пришёл"),
        ("трек RA123456785RU", "трек [телефон 1]"),
        ("индекс 190000", "индекс [номер 1]"),
        ("живу: ул. Ленина, д. 5, кв. 12, жду", "живу: [адрес 1], жду"),
        ("Ленинский проспект, 12", "[адрес 1]"),
        ("на улице Маршала Жукова 7к2", "на [адрес 1]"),
        ("кв. 45, домофон 45К1234", "[адрес 1]"),
        ("at 12 Main Street, apt 4", "at [адрес 1]"),
        ("８９１６２２３３０４２", "[телефон 1]"),
        ("8\u{200b}916\u{200b}2233042", "[телефон 1]"),
        ("٠١٢٣٤٥٦٧٨٩", "[телефон 1]"),
    ] {
        wrong(text, masked, &mut all);
    }
    assert!(all.is_empty(), "{all}");
}

fn wrong(text: &str, masked: &str, all: &mut String) {
    let found = hide(text);
    if found != masked {
        *all += &format!("\n{text} → {found}, not {masked}");
    }
}

#[test]
fn what_leads_to_nobody_stays() {
    for text in [
        "Привезли 12 марта, всё цело",
        "с 10 до 18, три раза в неделю",
        "2026-11-26 и 26.11.2026",
        "стоит 1 990 руб., скидка 15 %",
        "на улице холодно, шоссе стоит",
        "т.д. и т.п., а также v1.2",
        "5 из 5! 10/10",
        "",
    ] {
        assert_eq!(hide(text), text);
    }
}

#[test]
fn names_become_numbers_and_come_back() {
    let mut mask = Mask::new(Lang::Ru);
    assert_eq!(mask.person("Вера Соловьёва", ["vera_solo", "В. Соловьева"]), "Участник 1");
    assert_eq!(mask.person("Ян", ["jan"]), "Участник 2");
    assert_eq!(mask.ours(["Ольга Магазин"]), "Мы");
    let text =
        "Вера Соловьева, здравствуйте! Вере и Яну привет от Ольги, vera_solo. Верно, январь.";
    let masked = mask.hide(text);
    assert_eq!(
        masked,
        "Участник 1, здравствуйте! Участник 1 и Яну привет от Мы, [аккаунт 1]. Верно, январь."
    );
    assert_eq!(
        mask.restore(
            "Участник 1, спасибо! Участнику 2 тоже, и Участнику 12, [аккаунт 1] [телефон 9]"
        ),
        "Вера Соловьёва, спасибо! Ян тоже, и Участнику 12, vera_solo [телефон 9]"
    );
    assert_eq!(mask.hide("Вера Петровна Кузнецова, а Вера Да"), "Участник 1, а Участник 1");
    assert_eq!(mask.hide("Вера. Спасибо, Вера и Кузя"), "Участник 1. Спасибо, Участник 1 и Кузя");
    let mut english = Mask::new(Lang::En);
    assert_eq!(english.person("Vera Brown", []), "Person 1");
    assert_eq!(english.hide("Thanks, Vera's parcel is here: a@b.example"), {
        "Thanks, Person 1's parcel is here: [email 1]"
    });
}

#[test]
fn brackets_of_others_stand_for_nothing() {
    let mut mask = Mask::new(Lang::Ru);
    let masked = mask.hide("[телефон 1] мой 89162233042");
    assert_eq!(masked, "(телефон 1) мой [телефон 1]");
    assert_eq!(mask.restore(&masked), "(телефон 1) мой 89162233042");
    assert_eq!(mask.hidden(), 1);
}

/// Letters of all kinds, with what numbers and addresses are parted by.
fn around() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ а-яёА-Яa-zA-Z,.!?()«»-]{0,20}",
        "\\PC{0,12}",
        Just(" тел ".to_owned()),
        Just("№".to_owned()),
    ]
}

fn digits(text: &str) -> Vec<String> {
    let mut kept: String = text.to_owned();
    for word in ["почта", "ссылка", "аккаунт", "карта", "телефон", "номер", "адрес"]
    {
        for number in 1..9 {
            kept = kept.replace(&format!("[{word} {number}]"), "|");
        }
    }
    kept.split(|c: char| !c.is_ascii_digit()).map(str::to_owned).collect()
}

proptest! {
    #[test]
    fn no_telephone_gets_through(
        before in around(), after in around(),
        number in prop::collection::vec(0_u8..10, 10),
        front in prop_oneof![Just("+7"), Just("8"), Just("+380 "), Just("7-"), Just("")],
        apart in prop::collection::vec(prop_oneof![Just(""), Just(" "), Just("-"), Just(") "), Just("."), Just("\u{a0}")], 10),
    ) {
        let number: String = number.iter().zip(&apart).map(|(digit, apart)| format!("{digit}{apart}")).collect();
        let text = format!("{before} {front}{number} {after}");
        let masked = hide(&text);
        let plain_before: usize = digits(&plain(&before)).iter().map(String::len).sum();
        let plain_after: usize = digits(&plain(&after)).iter().map(String::len).sum();
        let left: usize = digits(&masked).iter().map(String::len).sum();
        prop_assert!(left <= plain_before + plain_after, "{text} → {masked}");
    }

    #[test]
    fn no_address_of_mail_gets_through(
        before in around(), after in around(),
        local in "[a-z][a-z0-9._]{0,12}[a-z0-9]", host in "[a-z]{2,10}\\.(ru|com|example)",
    ) {
        let masked = hide(&format!("{before} {local}@{host} {after}"));
        prop_assert!(!masked.contains(&format!("{local}@")), "{masked}");
        prop_assert!(!masked.contains(&format!("@{host}")), "{masked}");
    }

    #[test]
    fn no_card_gets_through(before in around(), after in around(), number in prop::collection::vec(0_u32..10, 15)) {
        let mut number = number;
        number.push(0);
        let last = (0..10).find(|last| { number[15] = *last; is_valid(&number) }).unwrap();
        number[15] = last;
        let shown: String = number.chunks(4).map(|four| four.iter().map(u32::to_string).collect::<String>() + " ").collect();
        let masked = hide(&format!("{before} {shown} {after}"));
        for four in shown.split_whitespace() {
            prop_assert!(!digits(&masked).contains(&four.to_owned()) || before.contains(four) || after.contains(four), "{masked}");
        }
    }

    #[test]
    fn what_was_hidden_comes_back(parts in prop::collection::vec(around(), 0..6)) {
        let text = parts.join(" 89162233042 a@b.example https://x.example/?q=1 ");
        let mut mask = Mask::new(Lang::Ru);
        let masked = mask.hide(&text);
        prop_assert_eq!(mask.restore(&masked), plain(&text));
    }
}

fn is_valid(digits: &[u32]) -> bool {
    let doubled = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, d)| if at % 2 == 0 { *d } else { doubled(*d) })
        .sum();
    sum.is_multiple_of(10)
}
