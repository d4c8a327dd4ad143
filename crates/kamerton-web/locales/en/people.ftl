# People: lists, a person's card, joining.

people-count = { $count ->
    [one] { $number } person.
   *[other] { $number } people.
}
people-lead = The curve beside a name shows how the person has sounded over the last 90 days.
people-lists = Ready-made lists
people-all = All
people-import = Import people
people-find = First name or surname
people-state = State
people-stage = Stage
people-commerce = Purchases
people-place = Place
people-sort = Sort
people-show = Show
people-none = There are no such people.
people-none-yet = Nobody among those looked at so far; there are more to look at.
people-none-help = Remove a filter, or open another list.
people-quiet = Nobody here yet
people-quiet-lead = Everybody who wrote or bought will appear here: how they sound, what they said last, when we talked with them. Start with the history of a chat, a forum or a mailbox.
people-90 = 90 days
people-person = Person
people-contact = Last talk with us
people-words = Latest message
people-where = Where
people-charge = Charge
people-export = The whole list:

file-id = Id
file-name = Name
file-state = State
file-since = Since
file-stage = Stage
file-commerce = Purchases
file-charge = Charge
file-bond = Bond
file-message = Last message
file-contact = Last contact
file-with = With whom
file-messages = Messages
file-orders = Orders
file-tags = Tags
file-accounts = Accounts
file-too-long = There are more people than an Excel sheet can hold. Take CSV, or narrow the list.

people-next = Next 50
people-further = Look further
people-no-contact = none yet

list-kamertons = Ringing
list-warm-without-contact = Warm, no contact
list-fading-promoters = Fading
list-new-this-month = New
list-clients-without-contact = Clients, no contact
list-detractors-lately = Detractors
list-loyal-without-purchase = Recommend, no purchase
list-repeat-buyers = Repeat buyers
list-in-contact = In contact
list-silent-buyers = Bought and went silent
list-about-kamertons = Their friends are listening to them now. Talk with them while it lasts.
list-about-warm-without-contact = Warm people whom none of us has talked with for 30 days.
list-about-fading-promoters = They used to recommend us and have been silent for more than 30 days.
list-about-new-this-month = First seen in the last 30 days.
list-about-clients-without-contact = They bought, but none of us has ever talked with them.
list-about-detractors-lately = They wrote in the last 30 days, and so much displeasure has built up that their charge has fallen to the detractor threshold.
list-about-loyal-without-purchase = They recommend us, though we know of no purchase of theirs.
list-about-repeat-buyers = Two purchases or more.
list-about-in-contact = They talked with one of us in the last 30 days.
list-about-silent-buyers = They bought and have not written for more than 90 days.

# An empty list: who may stand there, and why nobody does now.
list-none-kamertons = This list holds people who often recommend us or praise us publicly; the ringing lasts about two weeks. Nobody is ringing now.
list-none-warm-without-contact = This list holds warm people whom none of us has talked with for 30 days. Either we have talked with all of them, or nobody is warm now.
list-none-fading-promoters = This list holds people who used to recommend us and have been silent for more than 30 days. None of them is silent for that long now.
list-none-new-this-month = This list holds people who were first seen in the last 30 days. Nobody new has come in that time.
list-none-clients-without-contact = This list holds people who bought and whom none of us has ever talked with. Either we have talked with all of them, or no purchases are known yet.
list-none-detractors-lately = This list holds detractors who wrote in the last 30 days. None of them has written in that time.
list-none-loyal-without-purchase = This list holds people who recommend us, though we know of no purchase of theirs. Either all of them have bought, or nobody recommends us yet.
list-none-repeat-buyers = This list holds people who made two purchases or more. Either nobody has bought again, or no purchases are known yet.
list-none-in-contact = This list holds people who talked with one of us in the last 30 days. There was no such conversation in that time.
list-none-silent-buyers = This list holds people who bought and have not written for more than 90 days. Either all buyers write, or no purchases are known yet.

stage-I = stage I, acquaintance
stage-II = stage II, purchase
stage-III = stage III, promoter
commerce-none = no purchase
commerce-first = first purchase
commerce-repeat = repeat buyer
sort-charge = by charge
sort-active = most recently active
sort-contact = by last talk with us
sort-name = by name
sort-new = newest first

person-more = More actions
person-no-charge = no charge and no steps: not a member of the community
person-role-member = member
person-role-staff = one of us, staff
person-role-brand = the brand’s voice
person-role-bot = a program
person-role-unknown = unknown
person-orders = { $count ->
    [0] no purchases known
    [one] { $count } purchase
   *[other] { $count } purchases
}
person-today = today: { $charge }
person-tag = Tag
person-tag-add = Add the tag
person-untag = remove
person-views = Parts of the card
person-timeline = Timeline
person-orders-view = Purchases
person-orders-registrations = Purchases and registrations
person-orders-more = Purchases and more
person-data = Data
person-silent = We have no messages from this person.
person-earlier = Show earlier ones
person-split = Undo: put everything back as it was
person-no-orders = No purchase by this person is known. Enter one here, or import a table.
person-why = Why { $state }
person-why-kamerton = Ringing: has recommended us or expressed delight within the last two weeks.
person-why-passive_promoter = A strong bond, built up by recommendations and joy. Not ringing now.
person-why-warm = There is a bond, not a strong one yet.
person-why-cold = Almost no bond yet.
person-why-detractor = More displeasure than joy.
person-fades = Charge { $charge }, ringing starts at { $threshold }. The effect of each event halves every 30 days.
person-bond = Bond { $bond }, threshold { $threshold }; it halves in a year.
person-by-hand = Some of it was set by hand.
person-rest = everything else
person-wordless = no text
person-delta = charge { $charge }
person-charge-now = charge now
person-threshold = threshold { $threshold }
person-since = In this state since { $day }.
person-next = If nothing new happens, on { $day } the state changes to
person-notes = Notes
person-note = A note for the team
person-note-help = People have the right to know what is written about them.
person-note-add = Save the note
person-no-notes = No notes.
person-join = Merge with another
person-part = Separate accounts
person-did-added = Person added
person-did-joined = We already knew this person: added to them
person-did-visit = The conversation is recorded
person-did-bought = The purchase is recorded
person-did-undone = The entry is undone
person-did-note = The note is saved
person-did-unnote = The note is removed
person-did-tag = The tag is added
person-did-untag = The tag is removed
person-did-correct = Corrected, and everything recalculated
person-did-role = The role is changed, and everything recalculated
person-did-order = The purchase is recorded
person-did-merge = Merged into one person
person-did-split = Separated, and everything is as it was
person-did-parted = The accounts are separated: they belong to another person now
person-did-together = Together again, and everything is as it was

happened-message = message
happened-deleted_message = message deleted
happened-private_message = private message
happened-reaction = reaction
happened-joined = joined
happened-left = left
happened-order = purchase
happened-note = note
happened-by-invitation = by the invitation “{ $name }”
happened-merge = merged with another
happened-split = accounts separated
happened-merge_undone = merging undone
happened-split_undone = separation undone

reaction-like = like

entry-recommendation = Recommendation
entry-delight = Delight
entry-co_creation = Co-creation
entry-helped_prepare = Helped to prepare
entry-event_photo = Photo from an event
entry-branded_photo = Photo with the product
entry-own_story = Own story
entry-attended = Attended
entry-confirmed_answer = Confirmed an answer to somebody
entry-thanks_to_us = Thanked us
entry-product_talk = Talked about the product
entry-usage_question = Asked as an owner
entry-owner_mention = Mentioned owning the product
entry-thanked_by_us = Thanked by us
entry-answered_by_staff = Answered by us
entry-took_part = Took part
entry-complaint = Complaint
entry-conflict = Quarrel
entry-other_negative = Displeasure
entry-question_overdue = Question not answered in time
entry-echo = Response to their words
entry-owns = Has our product
entry-helped = Helped somebody
entry-sensitive = Sensitive
entry-contact = Contact

order-purchase = purchase
order-registration = registration
order-subscription_start = subscription started
order-subscription_renewal = subscription renewed
order-subscription_end = subscription ended
order-refund = refund
order-day = When
order-what = What
order-amount = Amount
order-enter = Record a purchase
order-amount-help = For example, 1990 or 1990.50.
order-whole-help = A whole number, for example 1990.
order-save = Save

data-lead = How we know this person, and why we keep this data.
data-role = Role
data-source = Source
data-basis = Legal basis
data-purpose = Purpose
data-retention = Retention
data-first-seen = First seen

correct-title = Correct what was counted wrong
correct-state-auto = as calculated
correct-purchase-auto = as in the data
correct-purchase-yes = has bought
correct-purchase-no = has not bought
correct-do = Correct
role-title = Who this is
role-do = Change the role
person-user = Whose account this is
person-user-none = nobody on the team
person-user-help = If somebody was talked with from this account, steps with them go to this colleague.
person-user-do = Save
person-did-user = Saved: whose account this is

join-title = Merge with…
join-lead = First we show what will change. You can undo it at any time: everything will be as it was.
join-none = Nobody found. Try the surname, or the beginning of either name.
join-do = Merge
join-look = See what will change
plan-join-title = Is this the same person?
plan-join-lead = { $left } stays. Accounts, and everything that came with them, are combined. You can undo it at any time, whatever happens later: everything will be as it was.
plan-split-lead = { $right } becomes a separate person. You can undo it at any time, whatever happens later: everything will be as it was.
plan-clashes = What looks odd
plan-moves = What moves
plan-goes = moves
plan-stays = stays
plan-split-stays = Notes, tags and corrections stay: they are about the person, not about an account.
plan-after = How it will be
plan-now = Now:
plan-then = Then:
plan-part = Becomes part of { $name }
plan-charge = charge { $charge }
plan-reason = Why
plan-reason-help = Optional. It stays in the person’s history.
plan-swap = Keep { $name } instead
plan-accounts = { $count ->
    [one] { $count } account
   *[other] { $count } accounts
}
plan-orders = { $count ->
    [one] { $count } purchase
   *[other] { $count } purchases
}
plan-notes = { $count ->
    [one] { $count } note
   *[other] { $count } notes
}
plan-tags = { $count ->
    [one] { $count } tag
   *[other] { $count } tags
}
plan-steps = { $count ->
    [one] { $count } step
   *[other] { $count } steps
}
plan-consents = { $count ->
    [one] { $count } consent
   *[other] { $count } consents
}
plan-corrections = { $count ->
    [one] { $count } correction by hand
   *[other] { $count } corrections by hand
}
plan-relationships = { $count ->
    [one] { $count } record of the relationship
   *[other] { $count } records of the relationship
}
clash-platform = Each of them has an account on the same platform ({ $kind }): { $left } and { $right }. People mostly have one.
clash-role = The roles differ: { $left } and { $right }. The combined person becomes one of us, without charge or steps.
clash-correction = Different values were set by hand ({ $kind }): { $left } and { $right }. The first one will be kept.
clash-field-state = state
clash-field-stage = stage
clash-field-purchase = purchases
clash-bought-true = there were
clash-bought-false = there were none
split-title = Separate accounts
split-lead = Choose the accounts that really belong to another person. First we show what will change.
split-one = There is only one account: nothing to separate.
split-do = Separate
split-again = Choose different ones
messages-count = { $count ->
    [one] { $count } message
   *[other] { $count } messages
}

channel-phone = phone
channel-crm = CRM
source-demo = demo
source-telegram = Telegram export
source-hand = entered by hand
source-import = import: { $kind }
basis-legitimate_interest = legitimate interest
purpose-community = conversation with the community
retention-while_member = while they are with us

consent-title = Consents
consent-lead = A personal page is followed only with the person’s consent, and only what they write there themselves afterwards is read.
consent-holds = the page is read
consent-ended = withdrawn
consent-manner = How they agreed
consent-manner-message = in writing
consent-manner-paper = on paper
consent-manner-words = verbally
consent-how = { $manner }, { $day }. Recorded by { $by }, { $when }
consent-withdrawn = Withdrawn { $when }, recorded by { $by }. { $posts }
consent-posts = What happens to what was read
consent-posts-kept = What was read was kept.
consent-posts-deleted = What was read was deleted.
consent-do-kept = Keep it
consent-do-deleted = Delete it
consent-withdraw = Withdraw the consent
consent-withdraw-words = In what words it was withdrawn, if you know
consent-withdraw-do = Withdraw and stop reading
consent-give = Record a consent
consent-account = Which page to follow
consent-words = In what words
consent-words-help = Word for word, or nearly: “Yes, do read my page.”
consent-day = When
consent-day-help = What was written before that day is not read.
consent-message = The message in which they agreed
consent-message-help = The address of the message here, if they agreed in a conversation.
consent-give-do = Record the consent
person-did-relationship = Noted
person-did-consent = The consent is recorded, and the page is being read
person-did-unconsent = The consent is withdrawn, and the page is no longer read
