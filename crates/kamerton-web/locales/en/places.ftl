# Places: the list, one place, how to speak there.
# $shown is the number $count, written by the rules of the language.

places-title = Places
places-lead = { $count ->
    [one] { $shown } place.
   *[other] { $shown } places.
}
places-said = { $count ->
    [one] { $shown } message in 30 days
   *[other] { $shown } messages in 30 days
}
places-loudest = { "" }, most of them in “{ $title }”.
places-period = { "" }.
places-load = Import a history
places-none = No places yet
places-none-lead = A place is a chat, a group, a forum or a mailbox. They appear here with the first history.
place-column = Place
weeks-column = 12 weeks
messages-column = In 30 days
authors-column = Active writers
open-column = Waiting for a reply
last-column = Latest message
spark-label = Messages by week, { $shown } in the last week
was-messages = before that: { $shown }
# In one line where there are no columns: $count messages, $before of them earlier.
place-said = { $count ->
    [one] { $shown } message in 30 days, { $before } in the previous 30 days
   *[other] { $shown } messages in 30 days, { $before } in the previous 30 days
}
private-tag = private
place-waiting = { $shown } waiting for a reply
never = never

channel-telegram = Telegram
channel-vk = VK
channel-discourse = forum
channel-zulip = Zulip
channel-discord = Discord
channel-slack = Slack
channel-email = e-mail
channel-table = table

place-lead-good = Most newcomers get an answer here.
place-lead-mixed = Newcomers do not always get an answer here.
place-lead-poor = Most newcomers get no answer here.
place-lead-none = There have been no newcomers here in the last 30 days.
place-lead-silent = Nobody has written here in the last 30 days.
place-lead-last = The latest message is from { $day }.
place-lead-trend-better = Better than the month before.
place-lead-trend-worse = Worse than the month before.
place-lead-trend-unknown = There is nothing to compare with yet.
place-answer = Waiting for a reply
place-messages = All messages

newcomers-heading = Newcomers
newcomers-count = { $count ->
    [one] 30 days, { $shown } newcomer
   *[other] 30 days, { $shown } newcomers
}
newcomers-answered = Newcomers who got an answer, all of them counted
newcomers-minutes = Until the first answer
newcomers-latest = Counted over the latest { $shown } newcomers.
newcomers-no = Nobody new in the last 30 days.
newcomers-early = There are newcomers, but it is too early to judge the answers.
questions-heading = Questions
questions-count = { $count ->
    [one] 30 days, { $shown } question
   *[other] 30 days, { $shown } questions
}
questions-answered = Questions answered
questions-minutes = Until the first answer
questions-no = No questions were due for an answer in the last 30 days.

trend-better = was { $before }, better now
trend-worse = was { $before }, worse now
trend-noise = was { $before }, the difference may be chance
trend-unknown = nothing to compare with
trend-of = { $part } of { $whole }
whisker-label = { $value }, interval { $interval }
whisker-label-past = { $value }, interval { $interval }, before { $before }

voices-heading = Who speaks
voices-count = { $count ->
    [one] 30 days, { $shown } person
   *[other] 30 days, { $shown } people
}
voices-most-loyal = Loyal people speak most: { $share } of the messages.
voices-most-clients = Clients speak most: { $share } of the messages.
voices-most-potential = Potential clients speak most: { $share } of the messages.
voices-most-ours = We speak most ourselves: { $share } of the messages.
voices-none = Nobody has written here in 30 days.
voices-loyal = loyal people
voices-clients = clients
voices-potential = potential clients
voices-ours = we
voices-others = programs and people without names
voices-people = { $count ->
    [one] { $shown } person
   *[other] { $shown } people
}
voices-who = Who
voices-people-column = People
voices-messages-column = Messages
voices-share-column = Share
voices-latest = Counted over the thousand most active people.

activity-sentence = { $count ->
    [one] { $shown } message here in 30 days
   *[other] { $shown } messages here in 30 days
}
activity-before = { "" }, { $shown } in the 30 days before.
activity-most = { $count ->
    [one] The busiest week began on { $day }: { $shown } message.
   *[other] The busiest week began on { $day }: { $shown } messages.
}
activity-label = Messages by week over a year: { $last } in the last whole week, { $mean } on average
activity-mean = The dashed line is the average, { $shown } a week.
activity-unfinished = not over
twin = As a table
twin-csv = Download CSV
week-column = Week of
joined-left = { $joined } joined, { $left } left.

busiest-heading = Who writes most here
busiest-messages = { $count ->
    [one] { $shown } message
   *[other] { $shown } messages
}
busiest-private = Names and words in private places are seen only by the owner and the community manager.
waiting-heading = Newcomers without an answer
waiting-none = Every newcomer got an answer.
waiting-no-newcomers = None.
waits-for = { $span } without an answer

speech-heading = Whom we speak to here, and how
speech-brands = as the brand
speech-audience = Audience
speech-address = Form of address
speech-say = Our words
speech-avoid = We do not say
speech-examples = Examples
speech-nothing = This place has no wording of its own yet.
speech-change = Change for this place
speech-save = Save
speech-saved = Saved: how to speak in this place
speech-help = An empty field means “as the brand”.
speech-words-help = One per line, or separated by commas.
speech-examples-help = One per line: something we would say here.
address-brand = as the brand
address-vy-short = formal (“вы”)
address-ty-short = informal (“ты”)
