# Today: steps, their reasons and first words.
# $name is the person's name, $ago how long ago, $place the place, $count the number of the reason,
# $address how people are addressed there: vy or ty (the same in English).

today-none = No steps today: nobody waits for an answer, and nobody needs to be disturbed.
today-title = { $count ->
    [one] Today: { $count } step
   *[other] Today: { $count } steps
}
today-words = Last words:
today-say = How to begin:
today-due = Due:
today-method = Method:

human-should-read = No stock words here: read it and answer in your own.

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
playbook-negative_unanswered = Reproach unanswered
playbook-purchase_intent = Ready to buy
playbook-newcomer_unanswered = Newcomer unanswered
playbook-question_overdue = Question overdue
playbook-story = A client’s story
playbook-fresh_kamerton = A kamerton began to ring
playbook-introduction = Introduce
playbook-first_purchase = First purchase
playbook-defender_thanks = Thank for standing up for us
playbook-helper_thanks = Thank for helping
playbook-fading_promoter = A promoter falls silent
playbook-newcomer_comfort = Ask a newcomer whether they feel comfortable

why-human_reads = Something heavy was said { $ago }. There are no stock words for it.
why-negative_unanswered = A reproach { $ago }, and no answer from us.
why-purchase_intent = A question about buying { $ago }, and none of us answered.
why-newcomer_unanswered = First message here { $ago }, and nobody responded.
why-question_overdue = Asked { $ago }, still without an answer.
why-story = A story of their own { $ago }. While it is fresh, ask about it and show it to others.
why-fresh_kamerton = Rings, charge { $ring }: recommends us aloud, and friends listen. It lasts about two weeks.
why-introduction = A newcomer’s question { $ago } is close to what { $other } writes from experience.
why-first_purchase = { $count ->
    [one] First purchase yesterday: the impressions are still to come.
   *[other] First purchase { $count } days ago: impressions are forming.
}
why-defender_thanks = Stood up for us { $ago }, and we said no thanks yet.
why-helper_thanks = { $count ->
    [one] Helped { $count } person in a month, and we said no thanks yet.
   *[other] Helped { $count } people in a month, and we said no thanks yet.
}
why-newcomer_comfort = First message { $ago }. Ask once whether they feel comfortable here, and write the answer down on their page.
why-fading_promoter = { $count ->
    [one] Used to recommend us and rejoice with us; silent for { $count } day.
   *[other] Used to recommend us and rejoice with us; silent for { $count } days.
}

say-purchase_intent = Hello { $name }! What will you use it for? Then we can tell what would suit you best.
say-newcomer_unanswered = Hello { $name }, good to have you here! What do you do, and what brought you to us?
say-asks-newcomer_unanswered = Hello { $name }, good question! We will find out right away. What matters most to you here?
say-question_overdue = { $name }, sorry for the silence. Is your question still open? Let us sort it out together.
say-story = { $name }, that is wonderful! What was the most interesting part of it for you?
say-fresh_kamerton = { $name }, it is a pleasure to read you. What are you most absorbed in these days?
say-introduction = { $name }, meet { $other }, who knows this at first hand. What would you like to find out first?
say-first_purchase = Welcome, { $name }! How are the first days going, what works for you already?
say-defender_thanks = { $name }, thank you for the kind words. Where does your experience come from?
say-newcomer_comfort = { $name }, you have been with us for a week. Do you feel comfortable here? What would you change?
say-helper_thanks = { $name }, thank you for helping the others. Where did this knowledge serve you best?
say-fading_promoter = { $name }, it has been a while! How are you, what are you busy with now?

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
today-begin = Begin at the top: { $name }, { $why }.
today-more = { $count ->
    [one] { $count } more step, if there is time
   *[other] { $count } more steps, if there is time
}
today-all-done = All is done for today.
today-rest = Tomorrow morning there will be others here. Meanwhile one may just read what people write.
today-silent = The latest message here is of { $day }.
today-silent-what = There is nobody to write to today. Connect a channel to hear what is new, or bring in a fresh history.
today-quiet = Quiet so far
today-quiet-lead = Every morning there will be 5 to 12 people here who are worth a word, and the words to begin with. To hear them we need the history of one place at least.
today-import = Bring in a history
today-done-heading = Done today
first-with = Begin with
step-copy = Copy the words
step-copied = Copied
step-read = Read it
step-done = Done
step-later = Later
step-never = Never propose this again
did-done = Done: { $name }
did-later = Put off for three days: { $name }
did-never = Never proposed again: { $name }
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
todo-history = Bring in the history of a place
todo-history-help = Telegram, a forum, mail or a table, so that the first day is not empty
todo-orders = Bring in purchases
todo-orders-help = A table: who, when, what and for how much
todo-team = Invite colleagues
todo-team-help = A seller, support, the director. Alone is fine too
todo-load = Bring in
todo-invite = Invite

badge-potential = potential, { $state }
