# Who is not heard: who falls silent, and who never wrote.

silent-title = Who is not heard
silent-lead = On top are those to write to first.
silent-fading = Falling silent
silent-fading-how = They are silent for longer than is like them: by chance such a pause comes less often than once in twenty. Higher up is who is closer to you and fell silent lately.
silent-nobody-fades = Nobody is silent for longer than usual.
silent-ended = The latest talk here was on { $day }. That is more than half a year ago: nobody is waited for by the habits of that time, people have to be invited anew.
silent-rhythm = Usually and now
silent-usual = { $count ->
    [one] every day
   *[other] every { $count } days
}
silent-for = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
silent-why = Usually { $usual }, silent for { $silent }
silent-lurkers = Reading and not writing
silent-lurkers-how = They joined or reacted within 90 days and have never written. Invite them lightly: one question about the person that is easy to answer.
silent-no-places = There are no places yet.
silent-nobody-lurks = There is nobody like that in this place.
silent-seen = What is seen
silent-say = How to begin
silent-joined = with you since { $day }
silent-reacted = { $count ->
    [one] { $count } reaction, the last { $day }
   *[other] { $count } reactions, the last { $day }
}
silent-say-liked = This message spoke to you. How was it for you?
silent-say-reacted = It shows that you read along. What here is closest to you?
silent-say-joined = Good that you are here. How did you find us?
