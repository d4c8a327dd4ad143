# Today: steps, their reasons and first words.
# $name is the person's name, $ago how long ago, $place the place, $count the number of the reason,
# $address how people are addressed there: vy or ty (the same in English), $answer the answer to a question.

today-none = No steps today: nobody is waiting for a reply, and nobody needs to be disturbed.
today-title = { $count ->
    [one] Today: { $count } step
   *[other] Today: { $count } steps
}
today-words = Last words:
today-say = How to begin:
today-due = Due:
today-method = Method:

human-should-read = No ready-made reply here: read it and answer in your own words.

ago-minutes = { $count ->
    [one] { $count } minute ago
   *[other] { $count } minutes ago
}
ago-hours = { $count ->
    [one] { $count } hour ago
   *[other] { $count } hours ago
}
ago-days = { $count ->
    [one] { $count } day ago
   *[other] { $count } days ago
}

playbook-human_reads = Read it yourself
playbook-negative_unanswered = Complaint unanswered
playbook-purchase_intent = Ready to buy
playbook-newcomer_unanswered = Newcomer unanswered
playbook-question_overdue = Question overdue
playbook-story = A client’s story
playbook-fresh_kamerton = A kamerton has begun to ring
playbook-introduction = Make an introduction
playbook-first_purchase = First purchase
playbook-defender_thanks = Say thanks for standing up for us
playbook-helper_thanks = Say thanks for helping
playbook-fading_promoter = A promoter is falling silent
playbook-newcomer_comfort = Ask a newcomer whether they feel comfortable

why-human_reads = Something grave came up { $ago }: illness, loss, misfortune or a court case.
why-negative_unanswered = A complaint { $ago }, and no answer from us.
why-purchase_intent = A question about buying { $ago }, and none of us has answered.
why-newcomer_unanswered = First message here { $ago }, and nobody has responded.
why-question_overdue = Asked { $ago }, still without an answer.
why-story = A story or a picture of their own { $ago }. While it is fresh, ask about it and, with their consent, show it to others.
why-fresh_kamerton = Ringing, charge { $ring }: recent messages are warm towards us. It usually lasts about two weeks.
why-introduction = A newcomer’s question { $ago } is close to what { $other } writes from experience.
why-first_purchase = { $count ->
    [one] First purchase yesterday: first impressions are still to come.
   *[other] First purchase { $count } days ago: there is something to tell by now.
}
why-defender_thanks = Stood up for us { $ago }, and we have not said thank you yet.
why-helper_thanks = { $count ->
    [one] Helped { $count } person in a month, and we have not said thank you yet.
   *[other] Helped { $count } people in a month, and we have not said thank you yet.
}
why-newcomer_comfort = First message { $ago }. Ask once whether they feel comfortable here, and record the answer on their page.
why-fading_promoter = { $count ->
    [one] Used to recommend us and share their delight; silent for { $count } day.
   *[other] Used to recommend us and share their delight; silent for { $count } days.
}

# The answer to a question: $answer is its parts, answer-…; in square brackets what only we know.
say-asked = Hello { $name }! { $answer }
say-asked-late = { $name }, sorry that we did not answer at once. { $answer }
answer-order = You can order like this: [how and where].
answer-buy = You can buy it here: [where].
answer-stock = As for availability: [in stock, or when it will be].
answer-price = The price: [how much].
answer-payment = You can pay like this: [how].
answer-delivery = As for delivery: [answer].
answer-hours = We are open: [days and hours].
answer-way = You can find us here: [address].
answer-guarantee = As for warranty and returns: [answer].
answer-how_to = You can do it like this: [how].
answer-choice = Here is what we suggest: [what and why]. If you tell us what matters to you, we can be more precise.
answer-other = Here is the answer: [answer].
answer-rest = If anything is still unclear, just ask here.
say-newcomer_unanswered = Hello { $name }, good to have you here! What do you do, and what brought you to us?
say-story = { $name }, that is wonderful! What was the most interesting part of it for you?
say-fresh_kamerton = { $name }, it is always a pleasure to read your messages. What are you most absorbed in these days?
say-introduction = { $name }, meet { $other }, who knows this first-hand. Just ask here, and if anything is still unclear, we will answer.
say-first_purchase = { $name }, it is good to have you with us! How are you getting on with your purchase: what works already, and what does not yet?
say-defender_thanks = { $name }, thank you for the kind words. How did you come by your experience?
say-newcomer_comfort = { $name }, you have been with us for a week. Do you feel comfortable here? What would you change?
say-helper_thanks = { $name }, thank you for helping the others. Where has this knowledge been most useful to you?
say-fading_promoter = { $name }, we have not heard from you for a while! How are you, and what are you busy with now?

state-detractor = detractor
state-cold = cold
state-warm = warm
state-passive_promoter = passive promoter
state-kamerton = kamerton

# The page Today.
today-heading = Whom to write to today
today-lead = { $count ->
    [one] { $count } person, about { $minutes } minutes.
   *[other] { $count } people, about { $minutes } minutes.
}
today-begin = Start with { $name }: { $why }.
today-more = { $count ->
    [one] { $count } more step, if there is time
   *[other] { $count } more steps, if there is time
}
today-all-done = All done for today.
today-rest = Tomorrow morning there will be new people here, if there is anybody to write to. Until then, you can simply read what people write.
today-silent = The latest message here is from { $day }.
today-silent-what = There is no recent reason to write to anybody. Connect a channel to hear what is new, or import a more recent history.
today-quiet = Quiet so far
today-quiet-lead = Every morning you will find 5 to 12 people here who are worth a word, with words to begin. For that, Kamerton needs the history of at least one place.
today-import = Import a history
today-done-heading = Done today
first-with = Begin with
step-copy = Copy the words
step-copied = Copied
step-read = Read it
step-done = Done
step-later = Later
step-never = Never suggest this again
did-done = Done: { $name }
did-later = Put off for three days: { $name }
did-never = Never suggested again: { $name }
did-open = Back in the list: { $name }
did-take = Yours now: { $name }
today-whose = Whose steps
today-mine = Mine
today-of-all = All
step-owner = { $name } has it
step-take = Take over
today-open-count = { $count ->
    [one] { $count } open step
   *[other] { $count } open steps
}
status-done = done
status-later = put off
status-never = never again
first-hour = The first hour
first-hour-of = { $count } of 4
todo-brand = Sign in and name the brand
todo-done = done
todo-history = Import the history of a place
todo-history-help = Telegram, a forum, e-mail or a table, so that the first day is not empty
todo-orders = Import purchases
todo-orders-help = A table: who, when, what and for how much
todo-team = Invite colleagues
todo-team-help = Sales, support, the director. On your own is fine too
todo-load = Import
todo-invite = Invite

badge-potential = potential, { $state }
