# What waits and what happened: the lower half of Today.

waits-heading = Waiting for a reply
waits-all = All
waits-none = Nobody is waiting for a reply now.
waits-soon = { $count ->
    [one] { $shown } message is waiting for a reply, not for long yet.
   *[other] { $shown } messages are waiting for a reply, not for long yet.
}
waits-newcomers = { $count ->
    [one] { $shown } unanswered newcomer
   *[other] { $shown } unanswered newcomers
}
waits-questions = { $count ->
    [one] { $shown } overdue question
   *[other] { $shown } overdue questions
}
waits-negatives = { $count ->
    [one] { $shown } complaint without our answer
   *[other] { $shown } complaints without our answer
}
at-least = at least
news-heading = Since yesterday
news-none = Nobody has written or bought anything since yesterday.
news-messages = { $count ->
    [one] { $shown } message
   *[other] { $shown } messages
}
news-people = { $count ->
    [one] { $shown } new person
   *[other] { $shown } new people
}
news-first = { $count ->
    [one] { $shown } first message
   *[other] { $shown } first messages
}
news-confirmations = { $count ->
    [one] { $shown } confirmation:
   *[other] { $shown } confirmations:
}
news-thanks = { $count ->
    [one] { $shown } thank-you to us
   *[other] { $shown } thank-yous to us
}
news-negatives = { $count ->
    [one] { $shown } complaint
   *[other] { $shown } complaints
}
news-up = { $count ->
    [one] { $shown } person warmed up:
   *[other] { $shown } people warmed up:
}
news-down = { $count ->
    [one] { $shown } person cooled down:
   *[other] { $shown } people cooled down:
}
news-others = and { $shown } more
news-orders = { $count ->
    [one] { $shown } purchase
   *[other] { $shown } purchases
}
news-for = for { $money }
news-refunds = { $count ->
    [one] { $shown } refund
   *[other] { $shown } refunds
}
thanks-heading = Thanks of the week

confirmation-recommendation = { $count ->
    [one] { $shown } recommendation
   *[other] { $shown } recommendations
}
confirmation-delight = { $count ->
    [one] { $shown } delight
   *[other] { $shown } delights
}
confirmation-co_creation = { $count ->
    [one] { $shown } idea of their own
   *[other] { $shown } ideas of their own
}
confirmation-event_photo = { $count ->
    [one] { $shown } photo from an event
   *[other] { $shown } photos from an event
}
confirmation-branded_photo = { $count ->
    [one] { $shown } photo with the product
   *[other] { $shown } photos with the product
}
confirmation-own_story = { $count ->
    [one] { $shown } own story
   *[other] { $shown } own stories
}
confirmation-product_talk = { $count ->
    [one] { $shown } conversation about the product
   *[other] { $shown } conversations about the product
}
confirmation-usage_question = { $count ->
    [one] { $shown } question asked as an owner
   *[other] { $shown } questions asked as an owner
}
confirmation-owner_mention = { $count ->
    [one] { $shown } mention of owning it
   *[other] { $shown } mentions of owning it
}
news-significant = { $count ->
    [one] { $number } newcomer who matters: get to know them
   *[other] { $number } newcomers who matter: get to know them
}
