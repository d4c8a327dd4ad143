//! Large mails without the bytes of their files: the header, the form, and the texts. What comes out is a
//! mail again, whose files are empty and keep their names and kinds.

use super::response::Value;

/// Of one text so much is taken.
const LONGEST: usize = 256 << 10;
/// Of what stands above a part so much is taken.
const LONGEST_HEAD: usize = 16 << 10;
/// Texts and parts beyond these are left away: nobody reads them.
const MOST_TEXTS: usize = 8;
const MOST_PARTS: usize = 100;

/// The form of a mail.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Parts between lines that begin with this, and how they belong together: `alternative`.
    Many(String, String, Vec<Self>),
    /// Something of one kind; whether it is a text to be read, and its number.
    One(bool, String),
}

/// Reads `BODYSTRUCTURE`; nothing where it has no form that is known.
pub(super) fn form(structure: &Value) -> Option<Part> {
    part(structure, "", 0)
}

fn part(value: &Value, path: &str, depth: usize) -> Option<Part> {
    let items = value.list();
    let first = items.first()?;
    if depth > 32 {
        return None;
    }
    if let Value::List(_) = first {
        let children = items.iter().take_while(|item| matches!(item, Value::List(_)));
        let below = |at: usize| match path {
            "" => format!("{}", at + 1),
            path => format!("{path}.{}", at + 1),
        };
        let found: Option<Vec<Part>> =
            children.enumerate().map(|(at, child)| part(child, &below(at), depth + 1)).collect();
        let found = found?;
        let kind = items.get(found.len())?.text()?.to_ascii_lowercase();
        let is_word = kind.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let kind = if is_word { kind } else { "mixed".to_owned() };
        let parameters = items.get(found.len() + 1)?.list();
        let boundary = parameters.chunks(2).find_map(|pair| match pair {
            [name, value] if name.text()?.eq_ignore_ascii_case("boundary") => value.text(),
            _ => None,
        });
        let boundary = boundary.filter(|boundary| !boundary.is_empty())?;
        return Some(Part::Many(boundary, kind, found));
    }
    let is_file = items.iter().skip(3).any(|item| {
        let first = item.list().first().and_then(Value::text);
        first.is_some_and(|word| word.eq_ignore_ascii_case("attachment"))
    });
    let is_text = first.text()?.eq_ignore_ascii_case("text") && !is_file;
    let path = if path.is_empty() { "1" } else { path };
    Some(Part::One(is_text, path.to_owned()))
}

/// What has to be fetched of it, beside the header.
pub(super) fn wanted(form: &Part) -> Vec<String> {
    let mut wanted = Vec::new();
    let mut left = (MOST_TEXTS, MOST_PARTS);
    match form {
        // What is no mail of parts has one header.
        Part::One(is_text, path) => wanted.extend(is_text.then(|| text_of(path))),
        Part::Many(..) => gather(form, &mut wanted, &mut left),
    }
    wanted
}

fn text_of(path: &str) -> String {
    format!("BODY.PEEK[{path}]<0.{LONGEST}>")
}

fn gather(part: &Part, wanted: &mut Vec<String>, left: &mut (usize, usize)) {
    match part {
        Part::Many(_, _, parts) => parts.iter().for_each(|part| gather(part, wanted, left)),
        Part::One(..) if left.1 == 0 => {}
        Part::One(is_text, path) => {
            left.1 -= 1;
            wanted.push(format!("BODY.PEEK[{path}.MIME]<0.{LONGEST_HEAD}>"));
            if *is_text && left.0 > 0 {
                left.0 -= 1;
                wanted.push(text_of(path));
            }
        }
    }
}

/// Puts it together again: `get` gives what was fetched under a name.
pub(super) fn joined<'a>(
    header: &[u8],
    form: &Part,
    get: impl Fn(&str) -> Option<&'a [u8]>,
) -> Vec<u8> {
    let mut mail = header.to_vec();
    ended(&mut mail);
    match form {
        Part::One(true, path) => mail.extend_from_slice(text(path, &get)),
        Part::One(false, _) => {}
        Part::Many(..) => write(&mut mail, form, &get),
    }
    mail
}

/// With an empty line behind the header.
fn ended(mail: &mut Vec<u8>) {
    if !mail.ends_with(b"\n") {
        mail.extend_from_slice(b"\r\n");
    }
    if !(mail.ends_with(b"\r\n\r\n") || mail.ends_with(b"\n\n")) {
        mail.extend_from_slice(b"\r\n");
    }
}

fn text<'a>(path: &str, get: &impl Fn(&str) -> Option<&'a [u8]>) -> &'a [u8] {
    get(&format!("BODY[{path}]<0>")).or_else(|| get(&format!("BODY[{path}]"))).unwrap_or_default()
}

fn write<'a>(mail: &mut Vec<u8>, part: &Part, get: &impl Fn(&str) -> Option<&'a [u8]>) {
    match part {
        Part::Many(boundary, _, parts) => {
            for part in parts {
                mail.extend_from_slice(format!("\r\n--{boundary}\r\n").as_bytes());
                if let Part::Many(inner, kind, _) = part {
                    let head =
                        format!("Content-Type: multipart/{kind}; boundary=\"{inner}\"\r\n\r\n");
                    mail.extend_from_slice(head.as_bytes());
                }
                write(mail, part, get);
            }
            mail.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
        }
        Part::One(_, path) => {
            mail.extend_from_slice(text(&format!("{path}.MIME"), get));
            ended(mail);
            mail.extend_from_slice(text(path, get));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::response::{Response, read};
    use super::*;

    fn structure(text: &str) -> Value {
        match read(format!("* {text}\r\n").as_bytes()) {
            Response::Data(mut data) => data.remove(0),
            other => panic!("{other:?}"),
        }
    }

    const MIXED: &str = r#"((("text" "plain" ("charset" "utf-8") NIL NIL "8bit" 5 1 NIL NIL NIL NIL)
("text" "html" NIL NIL NIL "8bit" 9 1 NIL NIL NIL NIL) "alternative" ("boundary" "b2") NIL NIL NIL)
("text" "csv" ("name" "a.csv") NIL NIL "base64" 900000 1 NIL ("attachment" ("filename" "a.csv")) NIL NIL)
("application" "pdf" ("name" "b.pdf") NIL NIL "base64" 900000 NIL ("attachment" NIL) NIL NIL)
"mixed" ("boundary" "b1") NIL NIL NIL)"#;

    #[test]
    fn files_stay_away_and_keep_their_names() {
        let form = form(&structure(&MIXED.replace('\n', " "))).unwrap();
        let wanted = wanted(&form);
        assert_eq!(
            wanted,
            [
                "BODY.PEEK[1.1.MIME]<0.16384>",
                "BODY.PEEK[1.1]<0.262144>",
                "BODY.PEEK[1.2.MIME]<0.16384>",
                "BODY.PEEK[1.2]<0.262144>",
                "BODY.PEEK[2.MIME]<0.16384>",
                "BODY.PEEK[3.MIME]<0.16384>",
            ]
        );
        let get = |name: &str| -> Option<&[u8]> {
            Some(match name {
                "BODY[1.1.MIME]<0>" => b"Content-Type: text/plain; charset=utf-8\r\n\r\n",
                "BODY[1.1]<0>" => "привет".as_bytes(),
                "BODY[1.2.MIME]" => b"Content-Type: text/html\r\n\r\n",
                "BODY[1.2]<0>" => b"<p>hi",
                "BODY[2.MIME]<0>" => {
                    b"Content-Type: text/csv; name=a.csv\r\nContent-Disposition: attachment\r\n\r\n"
                }
                "BODY[3.MIME]" => {
                    b"Content-Type: application/pdf; name=b.pdf\r\nContent-Disposition: attachment"
                }
                _ => return None,
            })
        };
        let header = b"Subject: x\r\nContent-Type: multipart/mixed; boundary=b1\r\n\r\n";
        let mail = joined(header, &form, get);
        let parsed = mail_parser::MessageParser::default().parse(&mail).unwrap();
        assert_eq!(parsed.body_text(0).unwrap().trim(), "привет");
        assert_eq!(parsed.body_html(0).unwrap().trim(), "<p>hi");
        use mail_parser::MimeHeaders;
        let names: Vec<_> =
            parsed.attachments().filter_map(|part| part.attachment_name()).collect();
        assert_eq!(names, ["a.csv", "b.pdf"]);
    }

    #[test]
    fn a_mail_of_one_part_is_read_from_its_beginning() {
        let form =
            form(&structure(r#"("text" "plain" NIL NIL NIL "7bit" 999999 1 NIL NIL NIL NIL)"#));
        let form = form.unwrap();
        assert_eq!(wanted(&form), ["BODY.PEEK[1]<0.262144>"]);
        let mail = joined(b"Subject: x\r\n", &form, |name| {
            (name == "BODY[1]<0>").then_some(b"text".as_slice())
        });
        assert_eq!(mail, b"Subject: x\r\n\r\ntext");
    }

    #[test]
    fn what_has_no_form_is_none() {
        for odd in ["NIL", "()", "(())", "((\"text\" \"plain\") \"mixed\" NIL)", "(1 2)", "\"x\""] {
            let _ = form(&structure(odd));
        }
        assert_eq!(form(&structure("((\"text\" \"plain\") \"mixed\" NIL)")), None);
    }
}
