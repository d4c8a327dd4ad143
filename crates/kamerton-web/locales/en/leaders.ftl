# Opinion leaders: the radar and the card on the page of a person.

leaders-title = Leaders
leaders-lead = Who your audience listens to: your own people, newcomers, and people you have not met yet.
leaders-not-yet = Influence has not been calculated yet: it takes a minute after the first messages.
leaders-no-talk = Influence is not calculated: members have not answered or mentioned each other in the last 20 months.
leaders-seeds-nobody = Whose attention counts: everybody’s equally. There are no potential or loyal clients among those who talk.
leaders-seeds-audience = Whose attention counts: { $count ->
    [one] { $number } person who talks about what the audience is described by.
   *[other] { $number } people who talk about what the audience is described by.
}
leaders-seeds-clients = Whose attention counts: { $count ->
    [one] { $number } potential or loyal client.
   *[other] { $number } potential and loyal clients.
}
leaders-undescribed = The audience is not described.
leaders-few-fit = Too few people fit the description of the audience.
leaders-apart = Influence, reach and fit stand side by side and are not added up.
leaders-describe = Describe the audience to see who fits it.
leaders-part-clients = Among clients and loyal people
leaders-part-newcomers = Newcomers who matter
leaders-part-outsiders = Talk about you from outside
leaders-about-clients = Begin with them: people already listen to them, and they are already with you.
leaders-about-newcomers = They joined within the last two weeks, and people already listen to them, many follow them, or you rated them highly.
leaders-about-outsiders = They talked about you within the last 90 days, but joined none of your groups, bought nothing and never talked with you.
leaders-none-clients = Nobody yet: nobody has answered a client or a loyal person.
leaders-none-clients-yet = There are no clients or loyal people yet.
leaders-none-newcomers = Nobody yet.
leaders-none-outsiders = Nobody yet.
leaders-influence = Influence
leaders-reach = Reach
leaders-fit = Fit
leaders-relationship = Relationship
leaders-stands = higher than that of { $part } in 100 people
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
leaders-contact = last conversation { $day }
leaders-no-contact = no conversation yet
leaders-next = Next: { $step }
leaders-record = Note the relationship
leaders-listened = Who listens
leaders-who = Who answers and mentions them
leaders-times = { $count ->
    [one] once, { $day }
   *[other] { $count } times, the last on { $day }
}
leaders-knows = What they know
leaders-answers = { $count ->
    [one] { $count } answer to members in a year
   *[other] { $count } answers to members in a year
}
leaders-confirmed = { $count } of them confirmed by you
leaders-confirmed-tag = confirmed
leaders-topics = About: { $topics }
leaders-known-by = Who of us knows them
leaders-contact-day = Last conversation
leaders-next-step = Next step
leaders-next-day = When
leaders-rating = How well they fit the audience, in your opinion
leaders-followers = Number of followers
leaders-write = Save
leaders-written = Noted { $when } by { $by }
