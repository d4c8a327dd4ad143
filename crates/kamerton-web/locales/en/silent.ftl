# Who is not heard: who falls silent, and who never wrote.

silent-title = Not heard from
silent-lead = Write to those at the top first.
silent-fading = Falling silent
silent-fading-how = They have been silent for longer than usual: a pause this long would happen by chance less than one time in twenty. People who are closer to you and fell silent recently come first.
silent-nobody-fades = Nobody has been silent for longer than usual.
silent-ended = The latest message here is of { $day }, so the rhythm people had then no longer shows who is falling silent.
silent-rhythm = Usual pace and silence
silent-usual = { $count ->
    [one] every day
   *[other] every { $count } days
}
silent-for = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
silent-why = Usually writes { $usual }, silent for { $silent }
silent-lurkers = Reading, not writing
silent-lurkers-how = They joined or reacted in the last 90 days but have never written. Start with a simple question about them, one that is easy to answer.
silent-no-places = There are no places yet.
silent-nobody-lurks = Nobody like that in this place.
silent-seen = What we see
silent-say = How to begin
silent-joined = with you since { $day }
silent-reacted = { $count ->
    [one] { $count } reaction, on { $day }
   *[other] { $count } reactions, the last on { $day }
}
silent-say-liked = You reacted to this message. What do you think about it yourself?
silent-say-reacted = Good to know that you read us. What interests you most here?
silent-say-joined = Good to have you here. How did you find us?
