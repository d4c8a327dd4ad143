# Indices of places: mixing, comfort, horizontal ties, initiators.
# $part of $whole; $count is the same whole as a number, by which the form of a word is chosen.

indices-heading = Activity here
indices-day = Over the 30 days up to { $day }.
indices-above = The figures at the top include today.
indices-coming = Earlier days are being counted right now.
indices-ended = Nothing was said here in the last 30 days, so there is nothing to count. The latest message is from { $day }.
indices-none = There is nothing to count here in the last 30 days.
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
    [one] Potential clients talked with { $whole } person; { $part } of them were loyal.
   *[other] Potential clients talked with { $whole } people; { $part } of them were loyal.
}
index-mixing-above = More often than by chance.
index-mixing-below = Less often than by chance: loyal people talk among themselves.
index-mixing-neutral = This cannot be told from chance.
index-assortativity-says = { $count ->
    [one] From { $whole } exchange: at 0 loyal people and others mix freely, at 1 each group keeps to itself, below 0 they seek each other out.
   *[other] From { $whole } exchanges: at 0 loyal people and others mix freely, at 1 each group keeps to itself, below 0 they seek each other out.
}
index-met-says = { $count ->
    [one] { $part } of { $whole } newcomer exchanged words with a loyal person in their first 7 days.
   *[other] { $part } of { $whole } newcomers exchanged words with a loyal person in their first 7 days.
}
index-welcomed-says = { $count ->
    [one] { $part } of { $whole } first message that called for an answer got one.
   *[other] { $part } of { $whole } first messages that called for an answer got one.
}
index-minutes-says = { $count ->
    [one] That is how long { $whole } first message waited for its answer.
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
    [one] { $whole } member writes: at 0 everybody writes equally often, at 1 a single person does all the talking.
   *[other] { $whole } members write: at 0 everybody writes equally often, at 1 a single person does all the talking.
}
index-by_members-says = { $count ->
    [one] Members were the first to answer { $part } of { $whole } question.
   *[other] Members were the first to answer { $part } of { $whole } questions.
}
index-reciprocity-says = { $count ->
    [one] { $part } of { $whole } pair answered each other: such a pair has two ties, any other has one.
   *[other] { $part } of { $whole } pairs answered each other: such a pair has two ties, any other has one.
}
index-helpers-says = { $count ->
    [one] { $part } of { $whole } people who write was the first to answer at least one question.
   *[other] { $part } of { $whole } people who write were the first to answer at least one question.
}
index-initiators-says = { $count ->
    [one] Members began { $part } of { $whole } conversation, we began the rest.
   *[other] Members began { $part } of { $whole } conversations, we began the rest.
}

index-how-mixing = How often potential clients talk with loyal people, compared with chance: 1 means as often as by chance, more than 1 means more often.
index-how-assortativity = How much more often loyal and potential people talk among their own kind than they would by chance (Newman’s assortativity coefficient).
index-how-met = Newcomers whose first 7 days are over: how many exchanged answers with a loyal person.
index-how-welcomed = First messages of newcomers that deserve an answer and have waited long enough.
index-how-minutes = The median time until the first answer to a newcomer’s first message.
index-how-again = Newcomers whose first 14 days are over: how many wrote again on another day.
index-how-toxic = The share of members’ messages with insults or obscenity.
index-how-warm = The share of members’ messages with thanks, delight, advice or defence.
index-how-voices = How unevenly the messages are shared among members (Gini’s coefficient).
index-how-by_members = The share of all questions that a member was the first to answer.
index-how-reciprocity = The share of ties among members that were returned: one wrote to another, and the other wrote back.
index-how-helpers = Members who were the first to answer at least one question, out of all who write.
index-how-initiators = Conversations that members began: a message after a silence that somebody replied to.
index-interval-is = Interval: { $interval };

index-cases = { $count ->
    [one] { $shown } case
   *[other] { $shown } cases
}
index-curve = By week over a year, { $value } in the last week
index-curve-caption = By week over a year. The band is the interval in which the true value lies with 95% confidence.
index-day-column = 30 days up to
index-value-column = Value
index-interval-column = Interval
index-cases-column = Cases
index-behind = Who and what is behind it
index-behind-none = Nobody is behind this number yet.
index-behind-cut = Only the latest five thousand messages were looked at.
index-answers = { $count ->
    [one] { $shown } answer
   *[other] { $shown } answers
}
index-starts = { $count ->
    [one] { $shown } conversation
   *[other] { $shown } conversations
}
index-mixing-yes = with a loyal person
index-mixing-no = among themselves
index-met-yes = met
index-met-no = nobody yet
index-welcomed-yes = answered
index-welcomed-no = without an answer
index-again-yes = wrote again
index-again-no = did not write again
index-by_members-yes = a member answered
index-by_members-no = answered by us or by nobody
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
compare-interval = interval { $interval }, { $cases }
compare-few = too few cases to compare
compare-sort = Sort:
compare-sort-best = best first
compare-sort-name = by name
compare-sort-cases = most cases first
compare-trend-column = Against the 30 days before
compare-none = There is nothing to compare by this index in the last 30 days.
compare-without = { $count ->
    [one] No data for { $count } other place.
   *[other] No data for { $count } other places.
}

comfort-heading = Are they comfortable here?
comfort-comfortable = comfortable
comfort-partly = not quite
comfort-not = not comfortable
comfort-write = Record the answer
comfort-words = What they said
comfort-save = Record
comfort-forget = Remove the answer
comfort-how = { $day }, recorded by { $by }
comfort-asked = Say they feel comfortable
comfort-asked-says = { $count ->
    [one] In 90 days { $part } of { $whole } newcomer who was asked said so.
   *[other] In 90 days { $part } of { $whole } newcomers who were asked said so.
}
person-did-comfort = The answer is recorded
person-did-uncomfort = The answer is removed
