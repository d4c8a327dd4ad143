# Opinion leaders: the radar and the card on the page of a person.

leaders-title = Leaders
leaders-lead = Whom your audience listens to: your own, new people, and those you have not met yet.
leaders-not-yet = Influence is not computed yet: it takes a minute after the first messages.
leaders-no-talk = Influence is not computed: members have not answered or mentioned each other in the last 20 months.
leaders-seeds-nobody = Whose attention counts: that of everybody who talks, alike. There are no potential or loyal clients among them.
leaders-seeds-audience = Whose attention counts: { $count ->
    [one] { $number } person who speaks of what the audience is described by.
   *[other] { $number } people who speak of what the audience is described by.
}
leaders-seeds-clients = Whose attention counts: { $count ->
    [one] { $number } potential or loyal client. The audience is not described, or too few people fit.
   *[other] { $number } potential and loyal clients. The audience is not described, or too few people fit.
}
leaders-apart = Influence, reach and fit stand side by side and are not added up.
leaders-describe = Describe the audience to see who fits it.
leaders-part-clients = Among clients and loyal people
leaders-part-newcomers = Newcomers who matter
leaders-part-outsiders = Speak of us from outside
leaders-about-clients = Begin with them: they are listened to, and they are with you already.
leaders-about-newcomers = Came within two weeks, and people listen to them already, many follow them, or you rate them high yourselves.
leaders-about-outsiders = Spoke of you within 90 days, but joined none of your groups, bought nothing and never talked with you.
leaders-none-clients = Nobody yet: nobody has answered a client or a loyal person.
leaders-none-clients-yet = There are no clients or loyal people yet.
leaders-none-newcomers = Nobody yet.
leaders-none-outsiders = Nobody yet.
leaders-influence = Influence
leaders-reach = Reach
leaders-fit = Fit
leaders-relationship = Relationship
leaders-stands = more than { $part } of 100
leaders-percent = { $share }%
leaders-listeners = { $count ->
    [one] { $count } person listens
   *[other] { $count } people listen
}
leaders-unheard = no member has answered or mentioned them in 20 months
leaders-reach-unknown = unknown
leaders-fit-unknown = the audience is not described
leaders-rated = Your rating: { $rating } of 5
leaders-unrated = Not rated by you
leaders-since = first seen { $day }
leaders-knows-them = Knows them: { $name }
leaders-contact = last talk { $day }
leaders-no-contact = no talk yet
leaders-next = Next: { $step }
leaders-record = Note the relationship
leaders-listened = Who listens
leaders-who = Answer and mention them most
leaders-times = { $count ->
    [one] { $count } time
   *[other] { $count } times
}
leaders-knows = What they know
leaders-answers = { $count ->
    [one] { $count } answer to members in a year
   *[other] { $count } answers to members in a year
}
leaders-confirmed = { $count ->
    [one] { $count } confirmed by you
   *[other] { $count } confirmed by you
}
leaders-confirmed-tag = confirmed
leaders-topics = About: { $topics }
leaders-known-by = Who of us knows them
leaders-contact-day = Last talk
leaders-next-step = Next step
leaders-next-day = When
leaders-rating = How well they fit the audience, in your eyes
leaders-followers = How many followers
leaders-write = Save
leaders-written = Noted { $when } by { $by }
