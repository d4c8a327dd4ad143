//! `kamerton analyse identity`: who is one person in tables of files.

use crate::harness::Place;

const PEOPLE: &str = "\u{feff}rec;Фамилия;Имя;Дата рождения;E-mail;Город\r\n\
    1;Ждахин;Пётр;01.02.1980;zhdahin@les.ru;Пермь\r\n\
    2;Zhdakhin;Petya;1980-02-01;;Пермь\r\n\
    3;Мрачко;Зоя;05.06.1991;zoya@les.ru;Тула\r\n\
    4;Топин;\"Глеб\";09.10.1975;gleb@les.ru;Омск\r\n";

#[test]
fn rows_of_one_person_are_found() {
    let place = Place::new();
    std::fs::write(place.path("people.csv"), PEOPLE).unwrap();
    let asked = "analyse identity --input people.csv --id rec --output clusters.csv \
                 --suggestions pairs.csv --json";
    let said = place.run(&asked.split_whitespace().collect::<Vec<_>>()).json();
    assert_eq!((&said["rows"], &said["clusters"]), (&4.into(), &3.into()), "{said}");
    let clusters = std::fs::read_to_string(place.path("clusters.csv")).unwrap();
    let lines: Vec<Vec<&str>> = clusters.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(lines[0], ["id", "cluster", "probability"]);
    assert_eq!(lines.len(), 5);
    assert_eq!(lines[1][1], lines[2][1]);
    assert_ne!(lines[1][1], lines[3][1]);
    let pairs = std::fs::read_to_string(place.path("pairs.csv")).unwrap();
    assert!(pairs.contains("1,2,") && pairs.contains("surname"), "{pairs}");

    std::fs::write(place.path("never.csv"), "2,1\n").unwrap();
    let asked = "analyse identity --input people.csv --id rec --output - --never never.csv";
    let printed = place.run(&asked.split_whitespace().collect::<Vec<_>>()).ok();
    let numbers: Vec<&str> =
        printed.lines().skip(1).map(|line| line.split(',').nth(1).unwrap()).collect();
    assert_eq!(numbers, ["1", "2", "3", "4"]);
}

#[test]
fn two_files_are_linked() {
    let place = Place::new();
    std::fs::write(place.path("a.csv"), PEOPLE).unwrap();
    let other = "rec\tsurname\tgiven_name\tdob\temail\tcity\nx\tTopin\tGleb\t1975-10-09\tgleb@les.ru\tОмск\ny\tИная\tФаина\t1960-01-01\t\tСочи\n";
    std::fs::write(place.path("b.tsv"), other).unwrap();
    let asked = "analyse identity --input a.csv --input b.tsv --id rec --output -";
    let printed = place.run(&asked.split_whitespace().collect::<Vec<_>>()).ok();
    let cluster = |id: &str, source: &str| {
        let line = printed
            .lines()
            .find(|line| line.starts_with(&format!("{id},")) && line.ends_with(source));
        line.unwrap().split(',').nth(1).unwrap().to_owned()
    };
    assert_eq!(printed.lines().next(), Some("id,cluster,probability,source"));
    assert_eq!(cluster("4", "1"), cluster("x", "2"));
    // One file is taken to be free of doubles when two are linked.
    assert_ne!(cluster("1", "1"), cluster("2", "1"));
}

#[test]
fn what_cannot_be_read_is_told_with_line_and_column() {
    let place = Place::new();
    std::fs::write(place.path("bad.csv"), "rec,name\n1,a\n1,b\n").unwrap();
    let failed = |asked: &str| place.run(&asked.split_whitespace().collect::<Vec<_>>()).failed();
    let said = failed("analyse identity --input bad.csv --id rec --output out.csv");
    assert!(said.contains("line 3") && said.contains("«rec»"), "{said}");
    let said = failed("analyse identity --input bad.csv --id no --output out.csv");
    assert!(said.contains("«no»") && said.contains("rec, name"), "{said}");
    let said = failed("analyse identity --input bad.csv --id rec --output out.csv --map nmae=name");
    assert!(said.contains("nmae"), "{said}");
}
