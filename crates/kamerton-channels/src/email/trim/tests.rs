//! Words and quotes as programs write them.

use super::*;

#[test]
fn the_words_of_others_are_left_out() {
    for (text, own) in [
        ("On Tue, 23 Jul 2002, Name wrote:\n> a\n> b\n\nYes.\n\n> c\nNo.", "Yes.\n\nNo."),
        ("On Tue, 23 Jul 2002, Long Name\n<name@example.org> wrote:\n\n> a\nYes", "Yes"),
        ("First.\n23 июля 2002 г. Имя пишет:\n> а\nДа", "First.\nДа"),
        ("Yes\n-- \nName", "Yes"),
        ("Yes\n--\nName", "Yes"),
        ("Yes\n-----Original Message-----\nFrom: x\n\nold", "Yes"),
        ("Да\n\n-------- Исходное сообщение --------\nстарое", "Да"),
        ("NN> quoted\nown", "own"),
        ("Ok\nOn 8 May 2017 17:34, A <a@example.org> wrote:\n\ncopied", "Ok"),
        ("Ok\n2016-10-24 15:36 GMT+02:00 A <\na@example.org>:\n\ncopied", "Ok"),
        ("Ok\nOn 8 May 2017 17:34, A wrote:\n> q\nyes\n> q\nno", "Ok\nyes\nno"),
        ("Да\n\nОт: А\nОтправлено: вчера\nКому: Б\nТема: В\n\nстарое", "Да"),
        ("From: me\nTo: you\nSubject: x\nall mine", "From: me\nTo: you\nSubject: x\nall mine"),
        ("Ok\n\n________\nFrom: A\nSent: now\nTo: B\nold", "Ok"),
        ("Ok\n2016-10-24 15:36 A <\na@example.org>:\n\n> old", "Ok"),
        ("x>5 holds\nHe wrote:", "x>5 holds\nHe wrote:"),
        ("<html>\na > b\n", "<html>\na > b"),
        ("He wrote:\nnothing", "He wrote:\nnothing"),
        ("> all\n> quoted", ""),
        ("Yes\n_______________________________________________\nlist footer", "Yes"),
        ("a\n\n\n\nb", "a\n\nb"),
        ("Да\n\nПонедельник, 1 февраля 2016, 10:00 +03:00 от Имя <a@b.example>:\n\nстарое", "Да"),
        ("Да\n\nпн, 1 февр. 2016 г. в 10:00, Имя Фамилия <a@b.example>:\n\n> старое", "Да"),
        ("Да\n\n01.02.2016, 10:00, \"Имя\" <a@b.example>:\n> старое", "Да"),
        (
            "Здравствуйте!\n\nВы писали 1 февраля 2016 г., 10:00:00:\n\nИФ> старое\n\nДа",
            "Здравствуйте!\n\nДа",
        ),
        (
            "Да\n\nОтправлено с iPhone\n\n> 1 февр. 2016 г., в 10:00, Имя <a@b.example> написал(а):\n> \n> а",
            "Да",
        ),
        ("Да\n\n--\nОтправлено из Mail.ru для Android", "Да"),
        ("Жду ответа\nОтправлено из мобильной Яндекс.Почты: https://ya.example", "Жду ответа"),
        ("Отправлено вчера, не пришло", "Отправлено вчера, не пришло"),
        (
            "We met on 12 May 2016 at 10:30:\nthe three of us",
            "We met on 12 May 2016 at 10:30:\nthe three of us",
        ),
        (
            "Prices on 12.05.2016:\n- tea 100\n- cups 20:",
            "Prices on 12.05.2016:\n- tea 100\n- cups 20:",
        ),
        ("В 10:00 написала вам:\nгде заказ?", "В 10:00 написала вам:\nгде заказ?"),
    ] {
        assert_eq!(trim(text).own(), own, "{text}");
    }
}

#[test]
fn quotes_between_own_words_show_what_is_answered() {
    let text = "Hi\nOn 8 May 2017 17:34, A wrote:\n> one?\nyes\n> two?\n\n\n--\nB";
    assert_eq!(trim(text).text(), "Hi\n> one?\nyes");
    assert_eq!(trim(text).own(), "Hi\nyes");
    assert_eq!(trim("```\n> code\n```\nend\n").text(), "```\n> code\n```\nend");
}

#[test]
fn what_is_only_passed_on_names_its_author() {
    let found = trim(
        "---------- Forwarded message ---------\nОт: *Имя* <a@b.example>\nDate: пн\nSubject: a\n b\nTo: <c@d.example>\n\nтекст",
    );
    assert_eq!((found.own().as_str(), found.passed_on.as_deref()), ("текст", Some("Имя")));
    let found = trim("Begin forwarded message:\n\nFrom: a@b.example\nSubject: x\nDate: y\n\ntext");
    assert_eq!((found.own().as_str(), found.passed_on.as_deref()), ("text", Some("a@b.example")));
    let found = trim("--- Fwd ---\nFrom: A\nTo: B\nSubject: x\n\nold");
    assert_eq!((found.own().as_str(), found.passed_on.as_deref()), ("old", Some("A")));
    let found = trim("See below\n--- Fwd ---\nFrom: A\nTo: B\nSubject: x\n\nold");
    assert_eq!((found.own().as_str(), found.passed_on), ("See below", None));
    let yandex = "-------- Пересылаемое сообщение --------\n01.02.2016, 10:00, \"Имя\" <a@b.example>:\n\nтекст\n-------- Конец пересылаемого сообщения --------\n";
    let found = trim(yandex);
    assert_eq!((found.own().as_str(), found.passed_on.as_deref()), ("текст", Some("Имя")));
    let outlook = "From: A B <a@b.example>\nSent: now\nTo: c\nSubject: x\n\ntext";
    let found = trim_as(outlook, Known { passed_on: true, ..Known::default() });
    assert_eq!((found.own().as_str(), found.passed_on.as_deref()), ("text", Some("A B")));
}

fn rendered(text: &str) -> Trimmed<'_> {
    trim_as(text, Known { rendered: true, ..Known::default() })
}

#[test]
fn rendered_quotes_leave_no_introduction() {
    let text = "Да\n\nпн, 1 февр. 2016 г. в 10:00, Имя <a@b.example>:\n";
    assert_eq!(rendered(text).own(), "Да");
    assert_eq!(rendered("Да\nA wrote:").own(), "Да");
}

#[test]
fn long_texts_take_no_long_time() {
    let began = std::time::Instant::now();
    for line in
        ["On 8 May 2017 17:34, A <a@b.example> and\n", "> a\n", "From: a\n", "a\n\n", "12:30 a:\n"]
    {
        let text = line.repeat((1 << 19) / line.len());
        trim(&text).own();
        rendered(&text).text();
        trim(&format!("{}\n{}", "x".repeat(1 << 20), text)).own();
    }
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
}
