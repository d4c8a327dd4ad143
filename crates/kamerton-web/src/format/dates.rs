//! Days and times in the workspace's zone.

use kamerton_core::time::{Day, Instant, Zone};

use super::{Language, NBSP};

const OF_MONTHS: [&str; 12] = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];
const MONTHS: [&str; 12] = [
    "Январь",
    "Февраль",
    "Март",
    "Апрель",
    "Май",
    "Июнь",
    "Июль",
    "Август",
    "Сентябрь",
    "Октябрь",
    "Ноябрь",
    "Декабрь",
];
const SHORT_MONTHS: [&str; 12] =
    ["янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] =
    ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"];
const WEEKDAYS_EN: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// «21 ноября 2026 г.»
pub fn date(language: Language, day: Day) -> String {
    let year = day.date().year();
    match language {
        Language::Ru => format!("{}{NBSP}{year}{NBSP}г.", self::day(language, day)),
        Language::En => format!("{} {year}", self::day(language, day)),
    }
}

/// «21 ноября», without the year.
pub fn day(language: Language, day: Day) -> String {
    let date = day.date();
    let month = month_of(language, &OF_MONTHS, &MONTHS_EN, day);
    format!("{}{NBSP}{month}", date.day())
}

/// As [`date`], without the year when it is today's.
pub fn day_near(language: Language, day: Day, today: Day) -> String {
    if day.date().year() == today.date().year() {
        self::day(language, day)
    } else {
        date(language, day)
    }
}

/// «21 ноя», for axes and narrow columns.
pub fn short_day(language: Language, day: Day) -> String {
    let month = match language {
        Language::Ru => SHORT_MONTHS[month_at(day)],
        Language::En => &MONTHS_EN[month_at(day)][..3],
    };
    format!("{}{NBSP}{month}", day.date().day())
}

/// «Ноябрь», a heading; with the year when it is not today's.
pub fn month(language: Language, day: Day, today: Day) -> String {
    let month = month_of(language, &MONTHS, &MONTHS_EN, day);
    let year = day.date().year();
    if year == today.date().year() { month.to_owned() } else { format!("{month}{NBSP}{year}") }
}

/// «ноября 2026», within a sentence: since that month, at its end.
pub fn of_month(language: Language, day: Day) -> String {
    let month = month_of(language, &OF_MONTHS, &MONTHS_EN, day);
    format!("{month}{NBSP}{}", day.date().year())
}

/// «понедельник».
pub fn weekday(language: Language, day: Day) -> &'static str {
    let at = day.date().weekday().to_monday_zero_offset() as usize;
    match language {
        Language::Ru => WEEKDAYS[at],
        Language::En => WEEKDAYS_EN[at],
    }
}

/// The Monday of a day's week.
pub fn monday(day: Day) -> Day {
    day.plus(-i32::from(day.date().weekday().to_monday_zero_offset()))
}

/// `21:04`; nothing where the calendar ends.
pub fn clock(zone: &Zone, at: Instant) -> String {
    zone.civil(at)
        .map_or_else(String::new, |civil| format!("{:02}:{:02}", civil.hour(), civil.minute()))
}

/// «21 ноября 2026 г. в 21:04».
pub fn moment(language: Language, zone: &Zone, at: Instant) -> String {
    joined(language, &date(language, zone.day(at)), &clock(zone, at))
}

/// As [`moment`], with as little of the date as is needed now: «сегодня в 21:04», «вчера в 21:04»,
/// «21 ноября в 21:04».
pub fn moment_near(language: Language, zone: &Zone, at: Instant, now: Instant) -> String {
    let (then, today) = (zone.day(at), zone.day(now));
    let time = clock(zone, at);
    match (today.0 - then.0, language) {
        (0, Language::Ru) => joined(language, "сегодня", &time),
        (0, Language::En) => joined(language, "today", &time),
        (1, Language::Ru) => joined(language, "вчера", &time),
        (1, Language::En) => joined(language, "yesterday", &time),
        _ => joined(language, &day_near(language, then, today), &time),
    }
}

fn joined(language: Language, date: &str, time: &str) -> String {
    match language {
        Language::Ru => format!("{date} в{NBSP}{time}"),
        Language::En => format!("{date} at{NBSP}{time}"),
    }
}

fn month_of(
    language: Language,
    ru: &[&'static str; 12],
    en: &[&'static str; 12],
    day: Day,
) -> &'static str {
    match language {
        Language::Ru => ru[month_at(day)],
        Language::En => en[month_at(day)],
    }
}

fn month_at(day: Day) -> usize {
    (day.date().month() - 1) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    const RU: Language = Language::Ru;
    const EN: Language = Language::En;

    fn on(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn plain(text: &str) -> String {
        text.replace(NBSP, " ")
    }

    #[test]
    fn days() {
        let day = on("2026-11-21");
        assert_eq!(date(RU, day), "21\u{a0}ноября\u{a0}2026\u{a0}г.");
        assert_eq!(plain(&date(EN, day)), "21 November 2026");
        assert_eq!(plain(&day_near(RU, day, on("2026-12-01"))), "21 ноября");
        assert_eq!(plain(&day_near(RU, day, on("2027-01-01"))), "21 ноября 2026 г.");
        assert_eq!(plain(&short_day(RU, on("2026-05-09"))), "9 мая");
        assert_eq!(plain(&short_day(EN, day)), "21 Nov");
        assert_eq!(month(RU, day, on("2026-12-01")), "Ноябрь");
        assert_eq!(plain(&month(RU, day, on("2027-01-01"))), "Ноябрь 2026");
        assert_eq!(plain(&of_month(RU, day)), "ноября 2026");
        assert_eq!(plain(&of_month(EN, day)), "November 2026");
    }

    #[test]
    fn weeks_begin_on_monday() {
        let saturday = on("2026-11-21");
        assert_eq!(weekday(RU, saturday), "суббота");
        assert_eq!(weekday(EN, saturday), "Saturday");
        assert_eq!(monday(saturday), on("2026-11-16"));
        assert_eq!(monday(on("2026-11-16")), on("2026-11-16"));
        assert_eq!(monday(on("1969-12-31")), on("1969-12-29"));
    }

    #[test]
    fn moments_follow_the_zone() {
        let zone = Zone::named("Europe/Moscow").unwrap();
        let at = Instant::parse_rfc3339("2026-11-21T18:04:59Z").unwrap();
        assert_eq!(plain(&moment(RU, &zone, at)), "21 ноября 2026 г. в 21:04");
        assert_eq!(plain(&moment(EN, &zone, at)), "21 November 2026 at 21:04");
        for (now, shown) in [
            ("2026-11-21T20:59:00Z", "сегодня в 21:04"),
            ("2026-11-21T21:00:00Z", "вчера в 21:04"),
            ("2026-12-01T00:00:00Z", "21 ноября в 21:04"),
            ("2027-02-01T00:00:00Z", "21 ноября 2026 г. в 21:04"),
        ] {
            let now = Instant::parse_rfc3339(now).unwrap();
            assert_eq!(plain(&moment_near(RU, &zone, at, now)), shown);
        }
    }
}
