//! What `people` prints, in English.

/// The text of a key; a key without a text stands for itself.
pub fn text(key: &'static str) -> &'static str {
    match key {
        "ring" => "charge",
        "contact" => "contact with us",
        "by_hand" => "set by hand",
        "confirmations" => "confirmations of late",
        "if_nothing" => "if nothing happens",
        "passive_promoter" => "promoter",
        "none" => "not known",
        "said" => "they said so",
        "hand" => "marked by hand",
        "deleted_message" => "deleted message",
        "staff" => "one of us",
        "brand" => "brand account",
        "co_creation" => "co-creation",
        "helped_prepare" => "helped prepare",
        "event_photo" => "event photo",
        "branded_photo" => "photo with the product",
        "own_story" => "own story",
        "confirmed_answer" => "confirmed answer",
        "thanks_to_us" => "thanks to us",
        "product_talk" => "product talk",
        "usage_question" => "owner's question",
        "owner_mention" => "owner's mention",
        "thanked_by_us" => "thanked by us",
        "answered_by_staff" => "answered by us",
        "took_part" => "took part",
        "other_negative" => "negative",
        "question_overdue" => "unanswered question",
        other => other,
    }
}
