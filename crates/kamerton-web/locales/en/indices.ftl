# Indices of places: mixing, comfort, horizontal ties, initiators.
# $part of $whole; $count is the same whole as a number, by which the form of a word is chosen.

indices-heading = How the place lives
indices-day = Over the 30 days up to { $day }.
indices-coming = Earlier days are being counted at this moment.
indices-none = There is nothing to say of the last days yet.
indices-group-mixing = Mixing
indices-group-comfort = Comfort
indices-group-ties = Horizontal ties
indices-group-initiators = Initiators

index-mixing = Mixing with loyal people
index-assortativity = Keeping to themselves
index-met = Newcomers met loyal people
index-welcomed = First messages answered
index-minutes = Until a newcomer’s first answer
index-again = Newcomers wrote again
index-toxic = Rudeness
index-warm = Warmth
index-voices = Few do the talking
index-by_members = Members answered first
index-reciprocity = They answer each other
index-helpers = Helpers
index-initiators = Members begin conversations

index-mixing-says = { $count ->
    [one] Of { $whole } partner of potential clients { $part } were loyal.
   *[other] Of { $whole } partners of potential clients { $part } were loyal.
}
index-mixing-above = More often than by chance.
index-mixing-below = Less often than by chance: loyal people talk among themselves.
index-mixing-neutral = About as often as by chance.
index-assortativity-says = { $count ->
    [one] From { $whole } exchange: at zero loyal people and others talk across, at one each keeps to their own.
   *[other] From { $whole } exchanges: at zero loyal people and others talk across, at one each keeps to their own.
}
index-met-says = { $count ->
    [one] { $part } of { $whole } newcomer exchanged words with a loyal person in their first 7 days.
   *[other] { $part } of { $whole } newcomers exchanged words with a loyal person in their first 7 days.
}
index-welcomed-says = { $count ->
    [one] { $part } of { $whole } first message got an answer.
   *[other] { $part } of { $whole } first messages got an answer.
}
index-minutes-says = { $count ->
    [one] So long { $whole } first message waited for its answer.
   *[other] Half of { $whole } first messages waited no longer than this.
}
index-again-says = { $count ->
    [one] { $part } of { $whole } newcomer wrote again within 14 days.
   *[other] { $part } of { $whole } newcomers wrote again within 14 days.
}
index-toxic-says = { $count ->
    [one] Insults or obscenity in { $part } of { $whole } message of members.
   *[other] Insults or obscenity in { $part } of { $whole } messages of members.
}
index-warm-says = { $count ->
    [one] Thanks, delight, advice or defence in { $part } of { $whole } message of members.
   *[other] Thanks, delight, advice or defence in { $part } of { $whole } messages of members.
}
index-voices-says = { $count ->
    [one] { $whole } member writes: at zero all write alike, at one a single voice talks.
   *[other] { $whole } members write: at zero all write alike, at one a single voice talks.
}
index-by_members-says = { $count ->
    [one] Members were first to answer { $part } of { $whole } question.
   *[other] Members were first to answer { $part } of { $whole } questions.
}
index-reciprocity-says = { $count ->
    [one] { $part } of { $whole } pair answered each other.
   *[other] { $part } of { $whole } pairs answered each other.
}
index-helpers-says = { $count ->
    [one] { $part } of { $whole } who write was first to answer at least one question.
   *[other] { $part } of { $whole } who write were first to answer at least one question.
}
index-initiators-says = { $count ->
    [one] Members began { $part } of { $whole } conversation, we began the rest.
   *[other] Members began { $part } of { $whole } conversations, we began the rest.
}

index-how-mixing = Among the exchanges of potential clients, the share with loyal people, divided by the share that drawing partners by activity would give. One is neutral.
index-how-assortativity = Newman’s assortativity coefficient of the exchanges of loyal and potential people.
index-how-met = Newcomers whose 7 days are over: how many a loyal person answered and was answered by.
index-how-welcomed = First messages of newcomers that deserve an answer and have waited long enough.
index-how-minutes = The median time until the first answer to a newcomer’s first message.
index-how-again = Newcomers whose 14 days are over: how many wrote again on another day.
index-how-toxic = The share of members’ messages with insults or obscenity.
index-how-warm = The share of members’ messages with thanks, delight, advice or defence.
index-how-voices = Gini’s coefficient of members’ messages.
index-how-by_members = Questions that a member answered first, of all that were asked.
index-how-reciprocity = Ties among members that go both ways.
index-how-helpers = Members who were first to answer at least one question, of all who write.
index-how-initiators = Conversations that members began: words after a silence that somebody took up.
index-interval-is = Interval: { $interval };

index-cases = { $count ->
    [one] { $shown } case
   *[other] { $shown } cases
}
index-curve = By week over a year, { $value } in the last one
index-curve-caption = By week over a year. The band is the interval in which the true value lies with 95 % confidence.
index-day-column = 30 days up to
index-value-column = Value
index-interval-column = Interval
index-cases-column = Cases
index-behind = Who and what is behind it
index-behind-none = Nobody is behind this number yet.
index-behind-cut = The latest five thousand messages were looked at.
index-answers = { $count ->
    [one] { $shown } answer
   *[other] { $shown } answers
}
index-starts = { $count ->
    [one] { $shown } conversation
   *[other] { $shown } conversations
}
index-mixing-yes = with somebody loyal
index-mixing-no = among themselves
index-met-yes = met
index-met-no = nobody yet
index-welcomed-yes = answered
index-welcomed-no = without an answer
index-again-yes = wrote again
index-again-no = did not write again
index-by_members-yes = a member answered
index-by_members-no = we answered or nobody
index-reciprocity-yes = both ways
index-reciprocity-no = one way

index-overloaded = { $count ->
    [one] More cold people than the core can warm: { $cold } cold member writes, loyal ones: { $loyal }.
   *[other] More cold people than the core can warm: { $cold } cold members write, loyal ones: { $loyal }.
}
alarms-heading = Where to bring loyal people
index-overloaded-short = more cold people than the core can warm
index-whom-to-invite = Whom to invite: kamertons

compare-title = Places side by side
compare-link = Compare places
compare-by = By which index
compare-by-this = Compare places by this
compare-sort = Order:
compare-sort-best = best first
compare-sort-name = by name
compare-sort-cases = most cases first
compare-trend-column = Against the 30 days before
compare-none = There is nothing to compare by this index yet.
compare-without = { $count ->
    [one] There is nothing to say of { $count } more place.
   *[other] There is nothing to say of { $count } more places.
}

comfort-heading = Comfortable here?
comfort-comfortable = comfortable
comfort-partly = not quite
comfort-not = not comfortable
comfort-write = Write the answer down
comfort-words = What they said
comfort-save = Write down
comfort-forget = take the answer back
comfort-how = { $day }, written down by { $by }
comfort-asked = Say they feel comfortable
comfort-asked-says = { $count ->
    [one] In 90 days { $part } of { $whole } newcomer who was asked said so.
   *[other] In 90 days { $part } of { $whole } newcomers who were asked said so.
}
person-did-comfort = The answer is written down
person-did-uncomfort = The answer is taken back
