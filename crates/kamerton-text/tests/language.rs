//! Languages are told by script and by the pieces of words.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use kamerton_text::{Input, Lexicon, analyse, detect};
use proptest::prelude::*;

#[test]
fn sentences_tell_their_language() {
    for (language, text) in [
        ("az", "Bu gün hava çox gözəldir, parka gedəcəyik."),
        ("be", "Сёння вельмі добрае надвор'е, пойдзем у парк."),
        ("bg", "Днес времето е много хубаво и ще отидем в парка."),
        ("de", "Heute ist das Wetter sehr schön und wir gehen in den Park."),
        ("en", "The weather is very nice today and we will go to the park."),
        ("es", "Hoy hace muy buen tiempo y vamos a ir al parque."),
        ("et", "Täna on väga ilus ilm ja me läheme parki."),
        ("fr", "Aujourd’hui il fait très beau et nous irons au parc."),
        ("hy", "Այսօր եղանակը շատ լավ է։"),
        ("it", "Oggi il tempo è molto bello e andremo al parco."),
        ("ka", "დღეს ძალიან კარგი ამინდია."),
        ("kk", "Бүгін ауа райы өте жақсы, саябаққа барамыз."),
        ("mk", "Денес времето е многу убаво и ќе одиме во паркот."),
        ("mn", "Өнөөдөр цаг агаар маш сайхан байна."),
        ("pl", "Dzisiaj jest bardzo ładna pogoda i pójdziemy do parku."),
        ("pt", "Hoje o tempo está muito bom e vamos ao parque."),
        ("ru", "Сегодня очень хорошая погода, пойдём в парк."),
        ("sr", "Данас је време веома лепо и идемо у парк."),
        ("tr", "Bugün hava çok güzel ve parka gideceğiz."),
        ("uk", "Сьогодні дуже гарна погода, підемо до парку."),
        ("el", "Σήμερα ο καιρός είναι πολύ καλός."),
        ("he", "היום מזג האוויר נעים מאוד"),
        ("ar", "الطقس جميل جدا اليوم"),
        ("hi", "आज मौसम बहुत अच्छा है"),
        ("th", "วันนี้อากาศดีมาก"),
        ("ko", "오늘은 날씨가 아주 좋습니다"),
        ("zh", "今天天气很好"),
        ("ja", "今日はとても天気がいいです"),
    ] {
        let told = detect(text);
        assert_eq!(told.language, language, "{text}");
        assert!(told.probability > 0.9, "{text}: {}", told.probability);
    }
}

#[test]
fn what_is_no_talk_tells_nothing() {
    for text in
        ["", "🔥🔥 12:30", "https://example.com/privet?a=b", "@some_name", "a@b.org", "+7 900"]
    {
        assert_eq!(detect(text).language, "und", "{text}");
        assert_eq!(detect(text).probability, 0.0);
    }
    assert_eq!(
        detect("@john_smith https://example.com/how-to гляньте, пожалуйста 🙏").language,
        "ru"
    );
    assert_eq!(detect("Поставил Windows на MacBook, летает").language, "ru");
}

#[test]
fn messages_of_a_few_words_are_in_the_language_of_the_place() {
    let lang = |text| analyse(&Lexicon::default(), &Input { text, ..Input::default() }).lang.word();
    for text in
        ["Спасибо!", "норм", "хз", "прив", "ахаха", "спс большое", "Да", "когда в москве будет?"]
    {
        assert_eq!(lang(text), "ru", "{text}");
    }
    for text in ["Thanks!", "lol", "ok", "thx m8", "iPhone 15 Pro", "brb in 5"] {
        assert_eq!(lang(text), "en", "{text}");
    }
    for text in [
        "Добро вече, људи, како сте данас?",
        "Благодаря ви много, ще опитам утре вечерта",
        "Гэта вельмі добра, дзякуй вам усім",
        "Muchas gracias por la ayuda, funciona todo",
        "Vielen Dank, das werde ich morgen versuchen",
        "Dziękuję bardzo, jutro spróbuję jeszcze raz",
    ] {
        assert_eq!(lang(text), "other", "{text}");
    }
}

proptest! {
    #[test]
    fn every_text_has_an_answer(text in any::<String>()) {
        let told = detect(&text);
        prop_assert!((0.0..=1.0).contains(&told.probability));
        prop_assert_eq!(told.language == "und", told.probability == 0.0);
    }
}
