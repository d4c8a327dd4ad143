//! `kamerton analyse`: texts and drafts from files.

use serde_json::Value;

use crate::harness::Place;

/// Runs `kamerton analyse` on a file with these bytes: lines of the output, what was said beside it,
/// the exit code.
fn analyse(arguments: &[&str], input: &[u8]) -> (Vec<Value>, String, i32) {
    let place = Place::new();
    std::fs::write(place.path("in.jsonl"), input).unwrap();
    let asked: Vec<&str> =
        ["analyse"].iter().chain(arguments).chain(&["--input", "in.jsonl"]).copied().collect();
    let ended = place.run(&asked);
    let lines = ended.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (lines, ended.err, ended.code)
}

#[test]
fn a_line_is_said_of_each_text() {
    let texts = r#"{"id":"q","text":"Подскажите, пожалуйста, как оформить возврат?"}
{"id":2,"text":"Спасибо большое, Ясень Банк, всё пришло вовремя, очень довольна!"}
{"id":3,"text":"У Кварты приложение ужасное, вечно виснет, а Ясень Банк молодцы"}
{"id":4,"text":"ты п.р.и.д.у.р.о.к"}
{"id":5,"text":"Great service, thank you so much!"}
{"id":6,"text":""}
"#;
    let arguments = ["text", "--brand", "Ясень Банк", "--competitor", "Кварта"];
    let (lines, said, code) = analyse(&arguments, texts.as_bytes());
    assert_eq!((lines.len(), code, said.as_str()), (6, 0, ""));
    let holds =
        |line: usize, path: &str| lines[line].pointer(path).unwrap().as_f64().unwrap() >= 0.5;
    assert_eq!(lines[0]["id"], "q");
    assert_eq!(lines[0]["language"], "ru");
    assert!(holds(0, "/acts/question") && !holds(0, "/acts/thanks"));
    assert_eq!(lines[0]["topics"][0], "возврат");
    assert!(holds(1, "/acts/thanks"));
    assert_eq!(lines[1]["sentiment"]["label"], "positive");
    assert_eq!(lines[1]["targets"][0]["name"], "Ясень Банк");
    let towards: Vec<&str> = lines[2]["targets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|t| t["label"].as_str().unwrap())
        .collect();
    assert_eq!(towards, ["negative", "positive"]);
    assert!(
        holds(3, "/toxicity/score") && !holds(0, "/toxicity/score") && !holds(1, "/spam/score")
    );
    assert_eq!(lines[4]["language"], "en");
    assert_eq!(lines[5]["language"], "und");
    assert_eq!(lines[5]["sentiment"], Value::Null);
}

#[test]
fn bad_lines_are_said_and_the_others_read() {
    let mut input = b"{\"id\":1,\"text\":\"\xff\xfe ok\"}\nno json\n\n{\"id\":2}\n".to_vec();
    input.extend(format!("{{\"id\":3,\"text\":\"{}\"}}", "а".repeat(1_000_000)).as_bytes());
    let (lines, said, code) = analyse(&["text"], &input);
    let ids: Vec<&Value> = lines.iter().map(|line| &line["id"]).collect();
    assert_eq!(ids, [1, 3]);
    assert!(said.contains("line 2 is left out") && said.contains("line 4 is left out"), "{said}");
    assert_eq!(code, 1);
}

#[test]
fn drafts_are_checked() {
    let drafts = r#"{"id":1,"text":"Поставьте нам, пожалуйста, пять звёзд и напишите отзыв на картах!","context":"Спасибо за помощь"}
{"id":2,"text":"С переездом! Как вам там, обжились?","context":"переехали в новый район"}
"#;
    let (lines, _, code) = analyse(&["drafts"], drafts.as_bytes());
    assert_eq!((lines.len(), code), (2, 0));
    assert_eq!(lines[0]["begs"]["holds"], true);
    assert_eq!(lines[0]["address"], "vy");
    assert_eq!(lines[1]["begs"]["holds"], false);
    assert_eq!(lines[1]["about_person"]["holds"], true);
}

#[test]
fn a_file_that_is_not_there_is_said() {
    let said = Place::new().run(&["analyse", "text", "--input", "/nowhere.jsonl"]).failed();
    assert!(said.contains("cannot open /nowhere.jsonl"), "{said}");
}
