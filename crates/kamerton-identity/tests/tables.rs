//! Tables of people: what is read, and what is said of what cannot be.

#![allow(clippy::unwrap_used)]

use kamerton_identity::table::{Field, Mapped, TableError, read};
use kamerton_identity::{Account, Kind};

fn accounts(text: &str) -> Vec<Account> {
    read(text.as_bytes(), "id", &[], 0).unwrap().accounts
}

#[track_caller]
fn refused(bytes: &[u8], about: &str) {
    let said = read(bytes, "id", &[], 0).unwrap_err().to_string();
    assert!(said.contains(about), "{said}");
}

#[test]
fn separators_marks_and_line_ends() {
    for text in [
        "id,name,email\n1,Вера Ждахина,v@les.ru\n",
        "\u{feff}id,name,email\r\n1,\"Вера Ждахина\",v@les.ru\r\n",
        "id\tname\temail\n1\tВера Ждахина\tv@les.ru",
        "id;name;email\n\n1;\"Вера Ждахина\";v@les.ru\n\n",
    ] {
        let found = accounts(text);
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!((found[0].id.as_str(), found[0].name.as_str()), ("1", "Вера Ждахина"));
        assert_eq!(found[0].emails[0].value, "v@les.ru");
    }
}

#[test]
fn headings_are_recognised_or_told() {
    let table = read(
        b"rec,First Name,surname,DOB,birth_place,soc_sec_id,cluster\n1,a,b,1999-01-01,c,55,9\n",
        "rec",
        &[],
        0,
    )
    .unwrap();
    let fields: Vec<Field> = table.columns.iter().map(|(_, field)| *field).collect();
    assert_eq!(
        fields,
        [
            Field::Nothing,
            Field::Given,
            Field::Surname,
            Field::Fact(Kind::Birth),
            Field::Fact(Kind::City),
            Field::Fact(Kind::Code),
            Field::Nothing
        ]
    );
    let mapped: Mapped = "surname=Familie".parse().unwrap();
    let table = read(b"id,Familie\n1,Zimin\n", "id", &[mapped], 0).unwrap();
    assert_eq!(table.accounts[0].surname, "Zimin");
    assert!(matches!("surnam=x".parse::<Mapped>(), Err(TableError::Field { .. })));
}

#[test]
fn faults_name_line_and_column() {
    refused(b"", "empty");
    refused(b"no,name\n1,a\n", "the columns are: no, name");
    refused(b"id,name\n1,a\n2\n", "line 3: 1 cells where the first line has 2");
    refused(b"id,name\n1,a\n1,b\n", "line 3, column");
    refused(b"id,name\n,a\n", "line 2, column");
    refused(b"id,name\n1,\xff\n", "line 2, column");
    refused(b"id,commits\n1,5\n", "no column is a name");
}
